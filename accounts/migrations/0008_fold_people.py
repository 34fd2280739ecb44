import unicodedata

from django.db import migrations

AT_ONCE = 500


def fold(text):
    """Without marks, in lower case, blanks as one: as `common.text.fold` did on this day."""
    decomposed = unicodedata.normalize("NFD", " ".join(text.split()).lower())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return bare.replace("đ", "d")


def fold_people(apps, schema_editor):
    """Store both names of each person without marks, as the search reads them."""
    people = apps.get_model("accounts", "User").objects
    part = []
    for person in people.order_by("pk").iterator(chunk_size=AT_ONCE):
        person.folded = fold(f"{person.full_name} {person.username}")
        part.append(person)
        if len(part) == AT_ONCE:
            people.bulk_update(part, ["folded"])
            part = []
    people.bulk_update(part, ["folded"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_people_folded")]

    operations = [migrations.RunPython(fold_people, migrations.RunPython.noop)]
