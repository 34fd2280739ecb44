from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cooperatives", "0001_organisations")]

    operations = [
        migrations.RemoveConstraint("membership", "membership_once"),
        migrations.RemoveConstraint("membership", "membership_role_known"),
        migrations.AlterModelOptions(
            "membership",
            {
                "verbose_name": "người của tổ chức",
                "verbose_name_plural": "người của tổ chức",
                "ordering": ["organisation", "user", "began_at", "pk"],
            },
        ),
        migrations.AlterField(
            "membership",
            "role",
            models.CharField(
                "vai trò",
                max_length=10,
                choices=[
                    ("manager", "quản lý"),
                    ("operator", "nhân viên"),
                    ("recorder", "người ghi đồng ruộng"),
                    ("viewer", "người xem"),
                ],
            ),
        ),
        # Null until 0004 has filled it for those who were there before.
        migrations.AddField(
            "membership", "began_at", models.DateTimeField("từ lúc", null=True)
        ),
        migrations.AddField(
            "membership",
            "ended_at",
            models.DateTimeField("đến trước lúc", null=True, blank=True),
        ),
        migrations.AddConstraint(
            "membership",
            models.UniqueConstraint(
                name="membership_once_at_a_time",
                fields=["user", "organisation"],
                condition=models.Q(ended_at__isnull=True),
            ),
        ),
        migrations.AddConstraint(
            "membership",
            models.CheckConstraint(
                name="membership_role_known",
                condition=models.Q(role__in=["manager", "operator", "recorder", "viewer"]),
            ),
        ),
        migrations.AddConstraint(
            "membership",
            models.CheckConstraint(
                name="membership_ends_after_it_begins",
                condition=models.Q(ended_at__isnull=True)
                | models.Q(ended_at__gte=models.F("began_at")),
            ),
        ),
    ]
