import unicodedata

from django.db import migrations

AT_ONCE = 500


def fold(text):
    """Without marks, in lower case, blanks as one: as `common.text.fold` did on this day."""
    decomposed = unicodedata.normalize("NFD", " ".join(text.split()).lower())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return bare.replace("đ", "d")


def fold_materials(apps, schema_editor):
    """Store for each material what the search reads of it."""
    materials = apps.get_model("trace", "ReceivedMaterial").objects
    part = []
    for material in materials.order_by("pk").iterator(chunk_size=AT_ONCE):
        material.folded = fold(f"{material.name} {material.supplier} {material.origin}")
        part.append(material)
        if len(part) == AT_ONCE:
            materials.bulk_update(part, ["folded"])
            part = []
    materials.bulk_update(part, ["folded"])


class Migration(migrations.Migration):
    dependencies = [("trace", "0005_materials_folded")]

    operations = [migrations.RunPython(fold_materials, migrations.RunPython.noop)]
