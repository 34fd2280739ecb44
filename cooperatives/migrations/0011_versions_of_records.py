from django.db import migrations, models

EDITED = (
    "digitaluse",
    "intellectualproperty",
    "keyproduct",
    "linkagecontract",
    "rosterhousehold",
    "yearfigures",
)


class Migration(migrations.Migration):
    dependencies = [("cooperatives", "0010_kept_records")]

    operations = [
        migrations.AddField(
            model_name=name,
            name="version",
            field=models.PositiveIntegerField(
                default=1, editable=False, verbose_name="phiên bản"
            ),
        )
        for name in EDITED
    ]
