"""The triggers that keep counted events and published releases as they are."""

from django.db import migrations

from samen.monitor import triggers


class Migration(migrations.Migration):
    dependencies = [("monitor", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: triggers.install(editor.connection),
            lambda apps, editor: triggers.remove(editor.connection),
        )
    ]
