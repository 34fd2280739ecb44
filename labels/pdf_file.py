"""A PDF that reportlab began and that goes on page by page, in hardly any memory.

reportlab makes a whole document of one page: fonts, the drawings that pages share, title,
language. Its objects are kept as they are, but for that page, its content and the page tree:
ours are appended as they come, and the tree and the table of places (xref) are written last.
What all pages have in common (paper, fonts, drawings) stands once, in the root of the tree,
from which pages inherit it. ISO 32000-1, 7.5.4 and 7.7.3.
"""

import hashlib
import re
from array import array
from collections.abc import Sequence
from typing import BinaryIO

_PAGES_OF_A_NODE = 128
_LINES_AT_ONCE = 4096


class PdfFile:
    """Appends pages to `file`, which `close` ends.

    begun: a document that reportlab made, with one page, not encrypted. drawings: those of its
    forms, all drawn on that page, that pages may draw, each under its own name. size: of a
    page, width and height in points.
    """

    def __init__(
        self,
        file: BinaryIO,
        begun: bytes,
        *,
        drawings: Sequence[str],
        size: tuple[float, float],
    ) -> None:
        objects, trailer = _parts(begun)
        self._catalog, self._info = _named(trailer, "Root"), _named(trailer, "Info")
        self._root = _named(objects[self._catalog], "Pages")
        first_page = _named(objects[self._root], r"Kids \[")
        page = objects[first_page]
        forms = "".join(f"/{name} {_named(page, f'FormXob.{name}')} 0 R" for name in drawings)
        self._shared = (
            f"/MediaBox[0 0 {size[0]:.3f} {size[1]:.3f}]"
            f"/Resources<</Font {_named(page, 'Font')} 0 R/XObject<<{forms}>>>>"
        )
        # Numbers whose objects we do not keep are the first that ours get.
        self._free = [_named(page, "Contents"), first_page]
        self._places = array("Q", bytes(8 * (max(objects) + 1)))
        self._nodes: list[tuple[int, int]] = []  # (number, pages) of full ones
        self._node, self._pages = 0, list[int]()  # the one that is being filled
        self._file, self._written = file, 0
        self._digest = hashlib.blake2b(digest_size=16)
        self._write(begun[: begun.index(b"1 0 obj")])
        for number in sorted(objects.keys() - {self._root, *self._free}):
            self._places[number] = self._written
            self._write(objects[number])

    def add_page(self, content: bytes) -> None:
        """Append a page with this content, which is deflated already."""
        if not self._pages:
            self._node = self._number()
        stream = b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream"
        contents = self._add(stream % (len(content), content))
        page = b"<</Type/Page/Parent %d 0 R/Contents %d 0 R>>" % (self._node, contents)
        self._pages.append(self._add(page))
        if len(self._pages) == _PAGES_OF_A_NODE:
            self._end_node()

    def close(self) -> None:
        """Write what stands at the end of a PDF. The file itself stays open."""
        if self._pages:
            self._end_node()
        nodes = _kids([number for number, _ in self._nodes])
        count = sum(pages for _, pages in self._nodes)
        self._add(f"<</Type/Pages/Count {count}{nodes}{self._shared}>>".encode(), self._root)
        self._end()

    def _end_node(self) -> None:
        kids = _kids(self._pages)
        text = f"<</Type/Pages/Parent {self._root} 0 R/Count {len(self._pages)}{kids}>>"
        self._add(text.encode(), self._node)
        self._nodes.append((self._node, len(self._pages)))
        self._pages = []

    def _end(self) -> None:
        start, size = self._written, len(self._places)
        self._write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        for at in range(1, size, _LINES_AT_ONCE):
            lines = [
                b"%010d 00000 n \n" % place for place in self._places[at:][:_LINES_AT_ONCE]
            ]
            self._write(b"".join(lines))
        name = self._digest.hexdigest()
        self._write(
            f"trailer\n<</Size {size}/Root {self._catalog} 0 R/Info {self._info} 0 R"
            f"/ID[<{name}><{name}>]>>\nstartxref\n{start}\n%%EOF\n".encode()
        )

    def _number(self) -> int:
        if self._free:
            return self._free.pop()
        self._places.append(0)
        return len(self._places) - 1

    def _add(self, body: bytes, number: int | None = None) -> int:
        number = number or self._number()
        self._places[number] = self._written
        self._write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
        return number

    def _write(self, data: bytes) -> None:
        self._file.write(data)
        self._digest.update(data)
        self._written += len(data)


def _kids(numbers: Sequence[int]) -> str:
    return f"/Kids[{' '.join(f'{number} 0 R' for number in numbers)}]"


def _parts(document: bytes) -> tuple[dict[int, bytes], bytes]:
    """The objects of a document by their number, from "1 0 obj" on, and its trailer."""
    start = int(document[document.rindex(b"startxref") :].split()[1])
    table, trailer = document[start:].split(b"trailer", 1)
    places = [int(line[:10]) for line in table.splitlines()[3:]]
    ends = dict(zip(sorted(places), [*sorted(places)[1:], start], strict=True))
    objects = {
        number: document[place : ends[place]] for number, place in enumerate(places, start=1)
    }
    return objects, trailer


def _named(text: bytes, name: str) -> int:
    """The number of the object that `text` refers to by this name."""
    found = re.search(rf"/{name}\s+(\d+) 0 R".encode(), text)
    if found is None:
        raise ValueError(f"reportlab wrote no /{name} in {text[:200]!r}")
    return int(found[1])
