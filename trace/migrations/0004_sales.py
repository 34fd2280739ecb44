import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("trace", "0003_count_packages"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sale",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("packages", models.PositiveBigIntegerField(verbose_name="số gói")),
                ("sold_on", models.DateField(verbose_name="ngày bán")),
                (
                    "buyer",
                    models.CharField(blank=True, max_length=200, verbose_name="người mua"),
                ),
                ("request", models.UUIDField(unique=True, verbose_name="mã yêu cầu")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("recorded_by", models.CharField(max_length=60, verbose_name="người ghi")),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sales",
                        to="trace.batch",
                        verbose_name="lô hàng",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="trace.sale",
                        verbose_name="sửa cho lần bán",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần bán",
                "verbose_name_plural": "lần bán",
                "ordering": ["-sold_on", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("packages__gt", 0), ("corrects__isnull", False), _connector="OR"
                        ),
                        name="sale_of_some_packages_unless_it_corrects",
                    ),
                    models.UniqueConstraint(fields=("corrects",), name="sale_corrected_once"),
                ],
            },
        ),
    ]
