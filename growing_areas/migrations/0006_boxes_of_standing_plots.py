from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from django.db import migrations

SIX_DECIMALS = Decimal("0.000001")


def positions(coordinates):
    if isinstance(coordinates[0], list):
        for part in coordinates:
            yield from positions(part)
    else:
        yield coordinates


def fill(apps, schema_editor):
    for plot in apps.get_model("growing_areas", "Plot").objects.filter(west=None).iterator():
        corners = [at[:2] for at in positions(plot.geometry["coordinates"])]
        lons, lats = zip(*corners, strict=True)
        plot.west = Decimal(min(lons)).quantize(SIX_DECIMALS, ROUND_FLOOR)
        plot.south = Decimal(min(lats)).quantize(SIX_DECIMALS, ROUND_FLOOR)
        plot.east = Decimal(max(lons)).quantize(SIX_DECIMALS, ROUND_CEILING)
        plot.north = Decimal(max(lats)).quantize(SIX_DECIMALS, ROUND_CEILING)
        plot.save(update_fields=["west", "south", "east", "north"])


class Migration(migrations.Migration):
    """Boxes are reckoned from the outlines; going back, the columns go anyway."""

    dependencies = [("growing_areas", "0005_plot_boxes")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
