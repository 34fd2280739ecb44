from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0006_kept_answers"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="job",
            index=models.Index(fields=["-created_at", "-id"], name="job_newest_first"),
        ),
    ]
