from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("trace", "0001_batches")]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="packages",
            field=models.PositiveBigIntegerField(default=0, verbose_name="số gói"),
            preserve_default=False,
        )
    ]
