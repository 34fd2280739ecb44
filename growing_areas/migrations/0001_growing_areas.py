import django.db.models.deletion
from django.db import migrations, models

import common.constraints


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cooperatives", "0001_organisations"),
        ("places", "0001_units"),
    ]

    operations = [
        migrations.CreateModel(
            name="Crop",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="mã")),
                ("name", models.CharField(max_length=80, verbose_name="tên")),
                ("name_en", models.CharField(max_length=80, verbose_name="tên tiếng Anh")),
                (
                    "scientific_name",
                    models.CharField(blank=True, max_length=120, verbose_name="tên khoa học"),
                ),
                ("perennial", models.BooleanField(verbose_name="cây lâu năm")),
            ],
            options={
                "verbose_name": "loại cây trồng",
                "verbose_name_plural": "loại cây trồng",
                "ordering": ["code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code", ""), _negated=True),
                            models.Q(("name", ""), _negated=True),
                            models.Q(("name_en", ""), _negated=True),
                        ),
                        name="crop_has_code_and_names",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GrowingArea",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=150, verbose_name="tên vùng trồng")),
                ("note", models.TextField(blank=True, verbose_name="ghi chú")),
                ("registered_at", models.DateTimeField(verbose_name="ghi nhận lúc")),
                (
                    "crop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="growing_areas",
                        to="growing_areas.crop",
                        verbose_name="cây trồng",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="growing_areas",
                        to="cooperatives.organisation",
                        verbose_name="tổ chức",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="growing_areas",
                        to="places.unit",
                        verbose_name="địa bàn",
                    ),
                ),
            ],
            options={
                "verbose_name": "vùng trồng",
                "verbose_name_plural": "vùng trồng",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="GrowingAreaCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60, verbose_name="mã số")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("growing_area", "mã số vùng trồng"),
                            ("packing_house", "mã số cơ sở đóng gói"),
                        ],
                        default="growing_area",
                        max_length=20,
                        verbose_name="loại mã",
                    ),
                ),
                (
                    "market",
                    models.CharField(
                        default="VN",
                        help_text="VN là tiêu thụ trong nước; nước nhập khẩu ghi hai chữ cái, ví dụ CN, JP.",
                        max_length=2,
                        verbose_name="thị trường",
                    ),
                ),
                ("issuer", models.CharField(max_length=200, verbose_name="cơ quan cấp")),
                ("granted_on", models.DateField(verbose_name="ngày cấp")),
                (
                    "expires_on",
                    models.DateField(
                        blank=True,
                        help_text="Ngày đầu tiên mã không còn hiệu lực. Để trống nếu không ghi thời hạn.",
                        null=True,
                        verbose_name="hết hạn từ ngày",
                    ),
                ),
                (
                    "legal_basis",
                    models.CharField(blank=True, max_length=200, verbose_name="văn bản cấp mã"),
                ),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="codes",
                        to="growing_areas.growingarea",
                        verbose_name="vùng trồng",
                    ),
                ),
            ],
            options={
                "verbose_name": "mã số vùng trồng",
                "verbose_name_plural": "mã số vùng trồng",
                "ordering": ["area_id", "granted_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CodeState",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "đang soạn"),
                            ("submitted", "đã nộp"),
                            ("checked", "đã kiểm tra"),
                            ("granted", "đã cấp"),
                            ("monitoring", "đang giám sát"),
                            ("corrective_action", "đang khắc phục"),
                            ("suspended", "bị đình chỉ"),
                            ("restored", "đã khôi phục"),
                            ("revoked", "bị thu hồi"),
                            ("cancelled", "đã hủy"),
                            ("expired", "hết hạn"),
                        ],
                        max_length=20,
                        verbose_name="trạng thái",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                (
                    "valid_to",
                    models.DateField(
                        blank=True,
                        help_text="Ngày đầu tiên của trạng thái sau.",
                        null=True,
                        verbose_name="đến trước ngày",
                    ),
                ),
                (
                    "act_number",
                    models.CharField(blank=True, max_length=60, verbose_name="số văn bản"),
                ),
                ("reason", models.TextField(blank=True, verbose_name="lý do")),
                (
                    "code",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="states",
                        to="growing_areas.growingareacode",
                        verbose_name="mã số",
                    ),
                ),
            ],
            options={
                "verbose_name": "trạng thái mã số",
                "verbose_name_plural": "trạng thái mã số",
                "ordering": ["code_id", "valid_from"],
            },
        ),
        migrations.CreateModel(
            name="Harvest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("harvested_on", models.DateField(verbose_name="ngày thu hoạch")),
                (
                    "kilograms",
                    models.DecimalField(
                        decimal_places=3, max_digits=12, verbose_name="khối lượng (kg)"
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="ghi chú")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi nhận lúc")),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="harvests",
                        to="growing_areas.growingarea",
                        verbose_name="vùng trồng",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần thu hoạch",
                "verbose_name_plural": "lần thu hoạch",
                "ordering": ["-harvested_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Plot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="tên thửa")),
                ("geometry", models.JSONField(verbose_name="hình")),
                (
                    "hectares",
                    models.DecimalField(
                        decimal_places=4, max_digits=12, verbose_name="diện tích (ha)"
                    ),
                ),
                (
                    "lon",
                    models.DecimalField(
                        decimal_places=6, max_digits=9, verbose_name="kinh độ tâm"
                    ),
                ),
                (
                    "lat",
                    models.DecimalField(
                        decimal_places=6, max_digits=8, verbose_name="vĩ độ tâm"
                    ),
                ),
                (
                    "area",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="plots",
                        to="growing_areas.growingarea",
                        verbose_name="vùng trồng",
                    ),
                ),
            ],
            options={
                "verbose_name": "thửa",
                "verbose_name_plural": "thửa",
                "ordering": ["area_id", "pk"],
            },
        ),
        migrations.CreateModel(
            name="HarvestPlot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "harvest",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="harvest_plots",
                        to="growing_areas.harvest",
                        verbose_name="lần thu hoạch",
                    ),
                ),
                (
                    "plot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="harvest_plots",
                        to="growing_areas.plot",
                        verbose_name="thửa",
                    ),
                ),
            ],
            options={
                "verbose_name": "thửa của lần thu hoạch",
                "verbose_name_plural": "thửa của lần thu hoạch",
                "ordering": ["harvest_id", "plot_id"],
            },
        ),
        migrations.AddField(
            model_name="harvest",
            name="plots",
            field=models.ManyToManyField(
                related_name="harvests",
                through="growing_areas.HarvestPlot",
                to="growing_areas.plot",
                verbose_name="thửa",
            ),
        ),
        migrations.AddConstraint(
            model_name="growingarea",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="growing_area_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="growingarea",
            constraint=models.UniqueConstraint(
                fields=("organisation", "name"),
                name="growing_area_name_once_in_its_organisation",
                violation_error_message="Tổ chức đã có vùng trồng tên này.",
            ),
        ),
        migrations.AddConstraint(
            model_name="growingareacode",
            constraint=models.UniqueConstraint(
                fields=("kind", "market", "code"),
                name="code_once_for_its_kind_and_market",
                violation_error_message="Mã số này đã được ghi nhận.",
            ),
        ),
        migrations.AddConstraint(
            model_name="growingareacode",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["growing_area", "packing_house"])),
                name="code_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="growingareacode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("code", ""), _negated=True),
                    models.Q(("market", ""), _negated=True),
                    models.Q(("issuer", ""), _negated=True),
                ),
                name="code_has_text_market_and_issuer",
            ),
        ),
        migrations.AddConstraint(
            model_name="growingareacode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_on__isnull", True),
                    ("expires_on__gt", models.F("granted_on")),
                    _connector="OR",
                ),
                name="code_expires_after_it_is_granted",
            ),
        ),
        migrations.AddIndex(
            model_name="codestate",
            index=models.Index(fields=["code", "valid_from"], name="code_state_by_code"),
        ),
        migrations.AddConstraint(
            model_name="codestate",
            constraint=common.constraints.NoOverlap(
                end="valid_to",
                name="code_in_one_state_a_day",
                same=("code",),
                start="valid_from",
                violation_error_message="Mã số đã có trạng thái trong khoảng ngày đó.",
            ),
        ),
        migrations.AddConstraint(
            model_name="codestate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_to__gt", models.F("valid_from")),
                    _connector="OR",
                ),
                name="code_state_ends_after_it_starts",
            ),
        ),
        migrations.AddConstraint(
            model_name="codestate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "draft",
                            "submitted",
                            "checked",
                            "granted",
                            "monitoring",
                            "corrective_action",
                            "suspended",
                            "restored",
                            "revoked",
                            "cancelled",
                            "expired",
                        ],
                    )
                ),
                name="code_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="plot",
            constraint=models.UniqueConstraint(
                fields=("area", "name"),
                name="plot_name_once_in_its_area",
                violation_error_message="Vùng trồng đã có thửa tên này.",
            ),
        ),
        migrations.AddConstraint(
            model_name="plot",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="plot_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="plot",
            constraint=models.CheckConstraint(
                condition=models.Q(("hectares__gt", 0)), name="plot_has_an_area"
            ),
        ),
        migrations.AddConstraint(
            model_name="plot",
            constraint=models.CheckConstraint(
                condition=models.Q(("lat__range", (-90, 90)), ("lon__range", (-180, 180))),
                name="plot_centroid_on_earth",
            ),
        ),
        migrations.AddConstraint(
            model_name="harvestplot",
            constraint=models.UniqueConstraint(
                fields=("harvest", "plot"), name="harvest_names_a_plot_once"
            ),
        ),
        migrations.AddIndex(
            model_name="harvest",
            index=models.Index(fields=["area", "-harvested_on", "-id"], name="harvest_by_area"),
        ),
        migrations.AddConstraint(
            model_name="harvest",
            constraint=models.CheckConstraint(
                condition=models.Q(("kilograms__gt", 0)), name="harvest_kilograms_above_zero"
            ),
        ),
    ]
