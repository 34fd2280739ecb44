from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0001_records"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="job",
            name="job_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="job",
            name="job_finished_when_done_or_failed",
        ),
        migrations.AddField(
            model_name="job",
            name="arguments",
            field=models.JSONField(blank=True, default=list, verbose_name="tham số"),
        ),
        migrations.AddField(
            model_name="job",
            name="missed_since",
            field=models.DateTimeField(
                blank=True,
                help_text="Lúc lần đầu thấy nhịp cuối đã quá cũ; có nhịp mới thì bỏ trống.",
                null=True,
                verbose_name="mất nhịp từ",
            ),
        ),
        migrations.AddField(
            model_name="job",
            name="queued_as",
            field=models.CharField(blank=True, max_length=64, verbose_name="số trong hàng đợi"),
        ),
        migrations.AddField(
            model_name="job",
            name="task",
            field=models.CharField(
                default="",
                help_text="Đường dẫn của hàm làm việc này.",
                max_length=200,
                verbose_name="tác vụ",
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="job",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "Đang chờ"),
                    ("running", "Đang chạy"),
                    ("done", "Đã xong"),
                    ("failed", "Không thành công"),
                    ("cancelled", "Đã hủy"),
                ],
                default="waiting",
                max_length=10,
                verbose_name="trạng thái",
            ),
        ),
        migrations.AddIndex(
            model_name="job",
            index=models.Index(
                condition=models.Q(("finished_at__isnull", True)),
                fields=["state"],
                name="job_not_finished",
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["waiting", "running", "done", "failed", "cancelled"])
                ),
                name="job_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("finished_at__isnull", False),
                        ("state__in", ["done", "failed", "cancelled"]),
                    ),
                    models.Q(
                        ("finished_at__isnull", True), ("state__in", ["waiting", "running"])
                    ),
                    _connector="OR",
                ),
                name="job_finished_when_it_ended",
            ),
        ),
    ]
