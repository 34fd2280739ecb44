from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cooperatives", "0011_versions_of_records")]

    operations = [
        migrations.AddField(
            model_name="rosterhousehold",
            name="folded",
            field=models.CharField(
                default="", editable=False, max_length=1000, verbose_name="chữ không dấu"
            ),
            preserve_default=False,
        ),
    ]
