import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("growing_areas", "0024_fold_plots"),
        ("records", "0008_imports_are_cleared"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditBundle",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("as_of", models.DateField(verbose_name="tính đến ngày")),
                ("asked_at", models.DateTimeField(verbose_name="yêu cầu lúc")),
                (
                    "cleared_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="xóa tệp lúc"),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audit_bundles",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người yêu cầu",
                    ),
                ),
                (
                    "code",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audit_bundles",
                        to="growing_areas.growingareacode",
                        verbose_name="mã số",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.document",
                        verbose_name="tệp",
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.job",
                        verbose_name="công việc",
                    ),
                ),
            ],
            options={
                "verbose_name": "hồ sơ trọn gói",
                "verbose_name_plural": "hồ sơ trọn gói",
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("cleared_at__isnull", True),
                            ("document__isnull", True),
                            _connector="OR",
                        ),
                        name="audit_bundle_cleared_has_no_file",
                    )
                ],
            },
        ),
    ]
