"""Units, their successions, and the rules that the database holds about them."""

import django.db.models.deletion
from django.db import migrations, models

import common.constraints


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=12, verbose_name="mã")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (1, "tỉnh, thành phố"),
                            (2, "huyện, quận"),
                            (3, "xã, phường"),
                            (4, "thôn, tổ dân phố"),
                        ],
                        verbose_name="cấp",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        help_text="Ví dụ: xã, phường, thôn.", max_length=40, verbose_name="loại"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="tên")),
                ("full_name", models.CharField(max_length=120, verbose_name="tên đầy đủ")),
                (
                    "folded",
                    models.CharField(
                        help_text="Tên đầy đủ và các cách viết khác, không dấu.",
                        max_length=250,
                        verbose_name="tên để tìm",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="có hiệu lực từ ngày")),
                (
                    "valid_to",
                    models.DateField(
                        blank=True,
                        help_text="Ngày đầu tiên không còn hiệu lực.",
                        null=True,
                        verbose_name="hết hiệu lực từ ngày",
                    ),
                ),
                (
                    "legal_basis",
                    models.CharField(blank=True, max_length=200, verbose_name="căn cứ pháp lý"),
                ),
                (
                    "date_basis",
                    models.CharField(
                        choices=[
                            ("act", "ngày văn bản có hiệu lực"),
                            ("known-since-at-least", "muộn nhất từ ngày này"),
                            ("inferred-from-lists", "suy ra từ danh mục"),
                        ],
                        max_length=20,
                        verbose_name="căn cứ của ngày",
                    ),
                ),
                (
                    "lat",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=8,
                        null=True,
                        verbose_name="vĩ độ",
                    ),
                ),
                (
                    "lon",
                    models.DecimalField(
                        blank=True,
                        decimal_places=5,
                        max_digits=8,
                        null=True,
                        verbose_name="kinh độ",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="places.unit",
                        verbose_name="thuộc",
                    ),
                ),
            ],
            options={
                "verbose_name": "đơn vị hành chính",
                "verbose_name_plural": "đơn vị hành chính",
                "ordering": ["code", "valid_from"],
            },
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("whole", models.BooleanField(verbose_name="nhập toàn bộ")),
                ("basis", models.CharField(blank=True, max_length=200, verbose_name="căn cứ")),
                (
                    "new",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessions",
                        to="places.unit",
                        verbose_name="đơn vị nhận",
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successions",
                        to="places.unit",
                        verbose_name="đơn vị cũ",
                    ),
                ),
            ],
            options={
                "verbose_name": "thay đổi đơn vị hành chính",
                "verbose_name_plural": "thay đổi đơn vị hành chính",
                "ordering": ["old", "new"],
            },
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["parent"], name="unit_by_parent"),
        ),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["level", "code"], name="unit_by_level"),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.UniqueConstraint(
                fields=("code", "valid_from"), name="unit_identity"
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=common.constraints.NoOverlap(
                end="valid_to",
                name="unit_code_means_one_unit_a_day",
                same=("code",),
                start="valid_from",
                violation_error_message="Mã đơn vị này đã có hiệu lực trong khoảng ngày đó.",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_to__gt", models.F("valid_from")),
                    _connector="OR",
                ),
                name="unit_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", [1, 2, 3, 4])), name="unit_level_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("date_basis__in", ["act", "known-since-at-least", "inferred-from-lists"])
                ),
                name="unit_date_basis_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("level", 1), ("parent__isnull", True)),
                    models.Q(("level__gt", 1), ("parent__isnull", False)),
                    _connector="OR",
                ),
                name="unit_only_a_province_has_none_above",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code", ""), _negated=True),
                    models.Q(("kind", ""), _negated=True),
                    models.Q(("name", ""), _negated=True),
                    models.Q(("full_name", ""), _negated=True),
                ),
                name="unit_has_code_and_names",
            ),
        ),
        migrations.AddConstraint(
            model_name="unit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lat__isnull", True), ("lon__isnull", True)),
                    models.Q(
                        ("lat__isnull", False),
                        ("lat__range", (-90, 90)),
                        ("lon__isnull", False),
                        ("lon__range", (-180, 180)),
                    ),
                    _connector="OR",
                ),
                name="unit_point_is_whole_and_on_earth",
            ),
        ),
        migrations.AddIndex(
            model_name="succession",
            index=models.Index(fields=["new"], name="succession_by_new"),
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.UniqueConstraint(fields=("old", "new"), name="succession_once"),
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.UniqueConstraint(
                condition=models.Q(("whole", True)),
                fields=("old",),
                name="succession_whole_to_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="succession",
            constraint=models.CheckConstraint(
                condition=models.Q(("old", models.F("new")), _negated=True),
                name="succession_not_to_itself",
            ),
        ),
    ]
