import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Ways of looking at a list that a person keeps."""

    dependencies = [("accounts", "0001_people")]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("list", models.CharField(max_length=80, verbose_name="danh sách")),
                ("name", models.CharField(max_length=60, verbose_name="tên")),
                (
                    "query",
                    models.CharField(blank=True, max_length=1000, verbose_name="điều kiện"),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người dùng",
                    ),
                ),
            ],
            options={
                "verbose_name": "cách xem đã lưu",
                "verbose_name_plural": "cách xem đã lưu",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("user", "list", "name"),
                        name="saved_view_name_once",
                        violation_error_message="Bạn đã có cách xem tên này.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True)
                        & models.Q(("list", ""), _negated=True),
                        name="saved_view_has_a_name_and_a_list",
                    ),
                ],
            },
        ),
    ]
