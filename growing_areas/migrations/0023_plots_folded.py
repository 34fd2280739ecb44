from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("growing_areas", "0022_inspections")]

    operations = [
        migrations.AddField(
            model_name="plot",
            name="folded",
            field=models.CharField(
                default="", editable=False, max_length=500, verbose_name="tên không dấu"
            ),
            preserve_default=False,
        ),
    ]
