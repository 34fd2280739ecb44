from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0007_jobs_newest_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="import",
            name="cleared_at",
            field=models.DateTimeField(null=True, verbose_name="xóa nội dung lúc"),
        ),
    ]
