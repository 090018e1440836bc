"""The triggers that keep versions of system models as they are."""

from django.db import migrations

from samen.analysis import triggers


class Migration(migrations.Migration):
    dependencies = [("analysis", "0001_initial")]
    operations = [
        migrations.RunPython(
            lambda apps, editor: triggers.install(editor.connection),
            lambda apps, editor: triggers.remove(editor.connection),
        )
    ]
