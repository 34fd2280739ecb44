from django.db import migrations, models


class Migration(migrations.Migration):
    """Received materials are found without marks; those of before are folded in the next one."""

    dependencies = [("trace", "0004_sales")]

    operations = [
        migrations.AddField(
            model_name="receivedmaterial",
            name="folded",
            field=models.CharField(
                default="", editable=False, max_length=1000, verbose_name="chữ để tìm"
            ),
            preserve_default=False,
        ),
    ]
