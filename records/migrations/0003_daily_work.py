import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0002_jobs_taken_up_again")]

    operations = [
        migrations.CreateModel(
            name="DailyWork",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="tên")),
                ("day", models.DateField(verbose_name="ngày")),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.job",
                        verbose_name="công việc",
                    ),
                ),
            ],
            options={
                "verbose_name": "việc hằng ngày",
                "verbose_name_plural": "việc hằng ngày",
                "ordering": ["-day", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("name", "day"), name="daily_work_once_a_day"
                    )
                ],
            },
        ),
    ]
