from django.apps import AppConfig


class LogbookConfig(AppConfig):
    name = "samen.platform.logbook"
    label = "logbook"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from samen.platform.logbook import checks  # noqa: F401
