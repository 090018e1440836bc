"""The triggers that keep what a part is, and until when a grant opens it."""

from django.db import migrations

from samen.platform.frozen import freeze
from samen.platform.vault.triggers import KEPT


class Migration(migrations.Migration):
    dependencies = [("vault", "0003_by_kind")]
    operations = [freeze(KEPT)]
