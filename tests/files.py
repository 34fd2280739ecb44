"""Small files of every kind for tests, good and bad."""

import io
import zipfile

from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj << >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
OOXML = "application/vnd.openxmlformats-officedocument."
SHEET = f"{OOXML}spreadsheetml.sheet.main+xml"
LETTER = f"{OOXML}wordprocessingml.document.main+xml"


def content_types(part, content_type):
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{part}" ContentType="{content_type}"/></Types>'
    )


def archive(**parts):
    """A zip of `parts`, name -> text; two underscores stand for a slash."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in parts.items():
            packed.writestr(name.replace("__", "/"), text)
    return file.getvalue()


def workbook(content_type=SHEET, **more):
    types = {"[Content_Types].xml": content_types("xl/workbook.xml", content_type)}
    return archive(**types, **{"xl/workbook.xml": "<workbook/>"}, **more)


def letter():
    types = {"[Content_Types].xml": content_types("word/document.xml", LETTER)}
    return archive(**types, **{"word/document.xml": "<document/>"})


def picture(kind="PNG", exif=None):
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(file, kind, **({"exif": exif} if exif else {}))
    return file.getvalue()
