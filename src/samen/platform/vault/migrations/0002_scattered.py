"""New rows of the vault are scattered, so that their place does not tell which came first."""

from django.db import migrations

from samen.platform.scattered import scatter
from samen.platform.vault.triggers import SCATTERED


class Migration(migrations.Migration):
    dependencies = [("vault", "0001_initial")]
    operations = [scatter(SCATTERED)]
