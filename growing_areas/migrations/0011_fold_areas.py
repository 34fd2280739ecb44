import unicodedata

from django.db import migrations

AT_ONCE = 500


def fold(text):
    """Without marks, in lower case, blanks as one: as `common.text.fold` did on this day."""
    decomposed = unicodedata.normalize("NFD", " ".join(text.split()).lower())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return bare.replace("đ", "d")


def fold_areas(apps, schema_editor):
    """Store the name of each area without marks, as the search reads it."""
    areas = apps.get_model("growing_areas", "GrowingArea").objects
    part = []
    for area in areas.order_by("pk").iterator(chunk_size=AT_ONCE):
        area.folded = fold(area.name)
        part.append(area)
        if len(part) == AT_ONCE:
            areas.bulk_update(part, ["folded"])
            part = []
    areas.bulk_update(part, ["folded"])


class Migration(migrations.Migration):
    dependencies = [("growing_areas", "0010_areas_folded")]

    operations = [migrations.RunPython(fold_areas, migrations.RunPython.noop)]
