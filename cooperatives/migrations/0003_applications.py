from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cooperatives", "0002_memberships_begin_and_end")]

    operations = [
        # Who was there before there were applications counts as confirmed.
        migrations.AddField(
            "organisation",
            "state",
            models.CharField(
                "tình trạng",
                max_length=10,
                choices=[
                    ("applied", "chờ xác nhận"),
                    ("confirmed", "đã xác nhận"),
                    ("declined", "không được xác nhận"),
                ],
                default="confirmed",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "organisation",
            "state_by",
            models.CharField("người quyết định", max_length=60, default="system"),
            preserve_default=False,
        ),
        migrations.AddField(
            "organisation",
            "state_reason",
            models.TextField("lý do không xác nhận", blank=True, default=""),
            preserve_default=False,
        ),
        # Null until 0004 has filled it.
        migrations.AddField(
            "organisation", "state_at", models.DateTimeField("tình trạng từ lúc", null=True)
        ),
        migrations.AddIndex(
            "organisation",
            models.Index(
                name="organisation_applications",
                fields=["state_at"],
                condition=models.Q(state="applied"),
            ),
        ),
        migrations.AddConstraint(
            "organisation",
            models.CheckConstraint(
                name="organisation_state_known",
                condition=models.Q(state__in=["applied", "confirmed", "declined"]),
            ),
        ),
        migrations.AddConstraint(
            "organisation",
            models.CheckConstraint(
                name="organisation_state_names_who_decided",
                condition=~models.Q(state_by=""),
            ),
        ),
        migrations.AddConstraint(
            "organisation",
            models.CheckConstraint(
                name="organisation_reason_given_when_declined",
                condition=(models.Q(state="declined") & ~models.Q(state_reason=""))
                | (~models.Q(state="declined") & models.Q(state_reason="")),
            ),
        ),
    ]
