from django.db import migrations
from django.db.models import Min, OuterRef, Subquery


def complete_codes(apps, schema_editor):
    """A code stands for the crop of its area; its first state came from the paper entered."""
    codes = apps.get_model("growing_areas", "GrowingAreaCode").objects
    areas = apps.get_model("growing_areas", "GrowingArea").objects
    states = apps.get_model("growing_areas", "CodeState").objects
    crop = areas.filter(pk=OuterRef("area_id")).order_by().values("crop_id")
    codes.update(crop_id=Subquery(crop))
    first = (
        states.order_by().values("code_id").annotate(first=Min("valid_from")).values("first")
    )
    day = Subquery(first.filter(code_id=OuterRef("code_id")))
    states.filter(state="granted", act="", valid_from=day).update(act="declare")


class Migration(migrations.Migration):
    dependencies = [("growing_areas", "0017_acts_of_codes")]

    operations = [migrations.RunPython(complete_codes, migrations.RunPython.noop)]
