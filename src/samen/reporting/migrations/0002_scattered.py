"""New rows of reports are scattered, so that their place does not tell which came first."""

from django.db import migrations

from samen.platform.scattered import scatter
from samen.reporting.triggers import SCATTERED


class Migration(migrations.Migration):
    dependencies = [("reporting", "0001_initial")]
    operations = [scatter(SCATTERED)]
