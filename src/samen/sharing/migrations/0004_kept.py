"""The triggers that keep signed records, decisions and rules as they were written."""

from django.db import migrations

from samen.platform.frozen import freeze
from samen.sharing.triggers import KEPT


class Migration(migrations.Migration):
    dependencies = [("sharing", "0003_found_is_sealed")]
    operations = [freeze(KEPT)]
