import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_officer_invitations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("about", models.CharField(max_length=80, verbose_name="nói về")),
                (
                    "page",
                    models.CharField(blank=True, max_length=80, verbose_name="ở trang của"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("certificate_ends", "giấy chứng nhận sắp hết giá trị")],
                        max_length=40,
                        verbose_name="loại",
                    ),
                ),
                ("milestone", models.CharField(max_length=20, verbose_name="mốc")),
                ("text", models.TextField(verbose_name="nội dung")),
                ("text_en", models.TextField(verbose_name="nội dung tiếng Anh")),
                ("created_at", models.DateTimeField(verbose_name="lúc")),
                (
                    "read_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="đã đọc lúc"),
                ),
                (
                    "mailed_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="đã gửi thư lúc"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="người nhận",
                    ),
                ),
            ],
            options={
                "verbose_name": "thông báo",
                "verbose_name_plural": "thông báo",
                "ordering": ["-created_at", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["person", "-created_at", "-id"], name="notice_by_person"
                    ),
                    models.Index(
                        condition=models.Q(("read_at__isnull", True)),
                        fields=["person"],
                        name="notice_unread",
                    ),
                    models.Index(
                        condition=models.Q(("mailed_at__isnull", True)),
                        fields=["person"],
                        name="notice_not_mailed",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "about", "kind", "milestone"),
                        name="notice_once_for_each_milestone",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["certificate_ends"])),
                        name="notice_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("text", ""), _negated=True),
                            models.Q(("text_en", ""), _negated=True),
                        ),
                        name="notice_says_something_in_both_languages",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("read_at__isnull", True),
                            ("read_at__gte", models.F("created_at")),
                            _connector="OR",
                        ),
                        name="notice_read_after_it_was_made",
                    ),
                ],
            },
        ),
    ]
