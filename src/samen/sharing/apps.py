from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "samen.sharing"
    label = "sharing"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from samen.platform.vault.public import when_shredded
        from samen.sharing.actions.enrolments import forget_person
        from samen.sharing.domain.probes import IDENTITY

        when_shredded(IDENTITY, forget_person)
