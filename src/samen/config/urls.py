"""The house's front door: which capability answers where.

Dutch has no prefix, other languages have theirs (``/en/…``), so that every public page is one
address per language and can be cached whole.
"""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

urlpatterns = [
    *i18n_patterns(
        path("", include("samen.guidance.web.urls")),
        path("signalen/", include("samen.recognition.web.urls")),
        path("f/", include("samen.reporting.web.urls")),
        path("cijfers/", include("samen.monitor.web.urls_public")),
        path("werk/", include("samen.casework.web.urls")),
        path("werk/meldingen/", include("samen.reporting.web.urls_staff")),
        path("mag-ik-delen/", include("samen.sharing.web.urls_guide")),
        path("werk/delen/", include("samen.sharing.web.urls")),
        path("werk/programma/", include("samen.monitor.web.urls")),
        path("werk/analyse/", include("samen.analysis.web.urls")),
        path("werk/organisatie/", include("samen.platform.organisations.web.urls")),
        path("werk/kluis/", include("samen.platform.vault.web.urls")),
        path("werk/logboek/", include("samen.platform.logbook.web.urls")),
        path("account/", include("samen.platform.organisations.web.urls_account")),
        path("account/", include("allauth.urls")),
        prefix_default_language=False,
    ),
    path("", include("samen.platform.web.urls")),
    path("", include("samen.guidance.web.urls_api")),
]
