"""The head of the empty tree, and the triggers that make the rest append-only."""

from django.db import migrations

from samen.platform.logbook import triggers


def install(apps, schema_editor):
    apps.get_model("logbook", "Head").objects.create(id=1)
    triggers.install(schema_editor.connection)


def remove(apps, schema_editor):
    triggers.remove(schema_editor.connection)
    apps.get_model("logbook", "Head").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("logbook", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
