from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("growing_areas", "0003_point_limits"), ("places", "0001_units")]

    operations = [
        # What a person chose where the unit of a record was split.
        migrations.AddField(
            "growingarea",
            "successor",
            models.ForeignKey(
                "places.unit",
                models.PROTECT,
                verbose_name="xã, phường nhận",
                related_name="+",
                null=True,
                blank=True,
            ),
        ),
    ]
