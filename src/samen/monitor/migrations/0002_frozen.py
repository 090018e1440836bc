"""The triggers that keep counted events and published releases as they are."""

from django.db import migrations

from samen.monitor.triggers import FROZEN
from samen.platform.frozen import freeze


class Migration(migrations.Migration):
    dependencies = [("monitor", "0001_initial")]
    operations = [freeze(FROZEN)]
