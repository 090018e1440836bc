"""The triggers that keep versions of system models as they are."""

from django.db import migrations

from samen.analysis.triggers import FROZEN
from samen.platform.frozen import freeze


class Migration(migrations.Migration):
    dependencies = [("analysis", "0001_initial")]
    operations = [freeze(FROZEN)]
