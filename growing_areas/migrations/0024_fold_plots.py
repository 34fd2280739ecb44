import unicodedata

from django.db import migrations

AT_ONCE = 500


def fold(text):
    """Without marks, in lower case, blanks as one: as `common.text.fold` did on this day."""
    decomposed = unicodedata.normalize("NFD", " ".join(text.split()).lower())
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return bare.replace("đ", "d")


def fold_plots(apps, schema_editor):
    """Store the name of each plot without marks, as the search reads it."""
    plots = apps.get_model("growing_areas", "Plot").objects
    part = []
    for plot in plots.order_by("pk").only("pk", "name").iterator(chunk_size=AT_ONCE):
        plot.folded = fold(plot.name)
        part.append(plot)
        if len(part) == AT_ONCE:
            plots.bulk_update(part, ["folded"])
            part = []
    plots.bulk_update(part, ["folded"])


class Migration(migrations.Migration):
    dependencies = [("growing_areas", "0023_plots_folded")]

    operations = [migrations.RunPython(fold_plots, migrations.RunPython.noop)]
