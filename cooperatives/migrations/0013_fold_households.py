import unicodedata

from django.db import migrations

AT_ONCE = 500


def fold(text):
    """Without marks, in lower case, blanks as one: as `common.text.fold` did on this day."""
    decomposed = unicodedata.normalize("NFD", " ".join(text.split()).lower())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return bare.replace("đ", "d")


def fold_households(apps, schema_editor):
    """Store what each household says without marks, as the search reads it."""
    households = apps.get_model("cooperatives", "RosterHousehold").objects
    part = []
    for one in households.order_by("pk").iterator(chunk_size=AT_ONCE):
        one.folded = fold(f"{one.code} {one.what}")
        part.append(one)
        if len(part) == AT_ONCE:
            households.bulk_update(part, ["folded"])
            part = []
    households.bulk_update(part, ["folded"])


class Migration(migrations.Migration):
    dependencies = [("cooperatives", "0012_households_folded")]

    operations = [migrations.RunPython(fold_households, migrations.RunPython.noop)]
