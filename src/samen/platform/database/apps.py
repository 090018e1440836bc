from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class DatabaseConfig(AppConfig):
    name = "samen.platform.database"
    label = "database"

    def ready(self) -> None:
        from samen.platform.database import checks, rowsecurity

        checks.register_all()
        pre_migrate.connect(rowsecurity.before_migrating, sender=self)
        post_migrate.connect(rowsecurity.after_migrating, sender=self)
