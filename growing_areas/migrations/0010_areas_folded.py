from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("growing_areas", "0009_areas_as_declared")]

    operations = [
        migrations.AddField(
            model_name="growingarea",
            name="folded",
            field=models.CharField(
                default="", editable=False, max_length=1000, verbose_name="tên không dấu"
            ),
            preserve_default=False,
        ),
    ]
