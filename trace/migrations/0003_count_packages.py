from decimal import ROUND_FLOOR, Decimal

from django.db import migrations

# How many kg, l or pieces one of each unit is, as it was when this was written.
IN_BASE = {
    "g": Decimal("0.001"),
    "kg": Decimal(1),
    "t": Decimal(1000),
    "ml": Decimal("0.001"),
    "l": Decimal(1),
    "cái": Decimal(1),
}
AT_ONCE = 500


def count_packages(apps, schema_editor):
    """Store for each batch how many whole packages it holds."""
    batches = apps.get_model("trace", "Batch").objects
    part = []
    for batch in batches.order_by("pk").iterator(chunk_size=AT_ONCE):
        whole = batch.quantity * IN_BASE[batch.unit]
        one = batch.net_content * IN_BASE[batch.content_unit]
        batch.packages = int((whole / one).to_integral_value(ROUND_FLOOR))
        part.append(batch)
        if len(part) == AT_ONCE:
            batches.bulk_update(part, ["packages"])
            part = []
    batches.bulk_update(part, ["packages"])


class Migration(migrations.Migration):
    dependencies = [("trace", "0002_batch_packages")]

    operations = [migrations.RunPython(count_packages, migrations.RunPython.noop)]
