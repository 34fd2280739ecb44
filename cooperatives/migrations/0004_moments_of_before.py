from django.db import migrations
from django.db.models import F, OuterRef, Subquery


def fill(apps, schema_editor):
    """People and organisations of before: since the day their organisation was registered."""
    Organisation = apps.get_model("cooperatives", "Organisation")
    Membership = apps.get_model("cooperatives", "Membership")
    Organisation.objects.filter(state_at__isnull=True).update(state_at=F("registered_at"))
    registered = Organisation.objects.filter(pk=OuterRef("organisation"))
    Membership.objects.filter(began_at__isnull=True).update(
        began_at=Subquery(registered.values("registered_at")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [("cooperatives", "0003_applications")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
