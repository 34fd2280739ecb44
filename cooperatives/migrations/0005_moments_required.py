from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cooperatives", "0004_moments_of_before")]

    operations = [
        migrations.AlterField("membership", "began_at", models.DateTimeField("từ lúc")),
        migrations.AlterField(
            "organisation", "state_at", models.DateTimeField("tình trạng từ lúc")
        ),
    ]
