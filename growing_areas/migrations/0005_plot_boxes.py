import django.db.models.deletion
from django.db import migrations, models


def degrees(name, digits):
    return models.DecimalField(
        decimal_places=6, max_digits=digits, null=True, verbose_name=name
    )


class Migration(migrations.Migration):
    """The box around each plot, filled by the next migration; overlaps; declared hectares."""

    dependencies = [("growing_areas", "0004_successors")]

    operations = [
        migrations.AddField("plot", "west", degrees("kinh độ cực tây", 9)),
        migrations.AddField("plot", "south", degrees("vĩ độ cực nam", 8)),
        migrations.AddField("plot", "east", degrees("kinh độ cực đông", 9)),
        migrations.AddField("plot", "north", degrees("vĩ độ cực bắc", 8)),
        migrations.AddField(
            "plot",
            "declared_hectares",
            models.DecimalField(
                blank=True,
                decimal_places=4,
                max_digits=12,
                null=True,
                verbose_name="diện tích khai (ha)",
            ),
        ),
        migrations.CreateModel(
            name="PlotOverlap",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "hectares",
                    models.DecimalField(
                        decimal_places=4, max_digits=12, verbose_name="diện tích chồng (ha)"
                    ),
                ),
                ("found_at", models.DateTimeField(verbose_name="phát hiện lúc")),
                (
                    "left",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overlaps_right",
                        to="growing_areas.plot",
                        verbose_name="thửa thứ nhất",
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overlaps_left",
                        to="growing_areas.plot",
                        verbose_name="thửa thứ hai",
                    ),
                ),
            ],
            options={
                "verbose_name": "thửa chồng lấn",
                "verbose_name_plural": "thửa chồng lấn",
                "ordering": ["-hectares", "pk"],
            },
        ),
        migrations.AddConstraint(
            "plotoverlap",
            models.UniqueConstraint(fields=("left", "right"), name="plot_overlap_once"),
        ),
        migrations.AddConstraint(
            "plotoverlap",
            models.CheckConstraint(
                condition=models.Q(("left__lt", models.F("right"))),
                name="plot_overlap_in_order",
            ),
        ),
        migrations.AddConstraint(
            "plotoverlap",
            models.CheckConstraint(
                condition=models.Q(("hectares__gt", 0)), name="plot_overlap_has_an_area"
            ),
        ),
    ]
