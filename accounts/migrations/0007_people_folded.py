from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0006_api_tokens")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="folded",
            field=models.CharField(
                default="", editable=False, max_length=1000, verbose_name="tên không dấu"
            ),
            preserve_default=False,
        ),
    ]
