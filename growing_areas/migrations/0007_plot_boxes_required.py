from django.db import migrations, models


def degrees(name, digits):
    return models.DecimalField(decimal_places=6, max_digits=digits, verbose_name=name)


class Migration(migrations.Migration):
    dependencies = [("growing_areas", "0006_boxes_of_standing_plots")]

    operations = [
        migrations.AlterField("plot", "west", degrees("kinh độ cực tây", 9)),
        migrations.AlterField("plot", "south", degrees("vĩ độ cực nam", 8)),
        migrations.AlterField("plot", "east", degrees("kinh độ cực đông", 9)),
        migrations.AlterField("plot", "north", degrees("vĩ độ cực bắc", 8)),
        migrations.AddIndex(
            "plot",
            models.Index(fields=["west", "east", "south", "north"], name="plot_by_box"),
        ),
        migrations.AddConstraint(
            "plot",
            models.CheckConstraint(
                condition=models.Q(
                    ("south__lte", models.F("north")), ("west__lte", models.F("east"))
                ),
                name="plot_box_is_a_box",
            ),
        ),
        migrations.AddConstraint(
            "plot",
            models.CheckConstraint(
                condition=models.Q(
                    ("declared_hectares__isnull", True),
                    ("declared_hectares__gt", 0),
                    _connector="OR",
                ),
                name="plot_declares_an_area_or_none",
            ),
        ),
    ]
