"""Pages that stand before those of allauth which would send an e-mail."""

from django.urls import path

from samen.platform.organisations.web import login, views

urlpatterns = [
    path("email/", views.account),
    path("password/reset/", login.forgotten),
    path("password/reset/<path:rest>", login.forgotten),
    path("confirm-email/", login.forgotten),
    path("confirm-email/<path:rest>", login.forgotten),
]
