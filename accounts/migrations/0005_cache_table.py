from django.core.management import call_command
from django.db import migrations


def make_table(apps, schema_editor):
    """The table of the shared cache; made already where a command made it."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_notices")]

    # Going back leaves the table: it holds nothing that anybody misses.
    operations = [migrations.RunPython(make_table, migrations.RunPython.noop)]
