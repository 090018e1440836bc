"""The vault."""

from django.urls import path

from samen.platform.vault.web import views

app_name = "vault"
urlpatterns = [
    path("", views.unlock, name="unlock"),
    path("sluiten", views.lock, name="lock"),
    path("zin", views.phrase, name="phrase"),
    path("zin/wijzigen", views.change_phrase, name="change_phrase"),
    path("zin/vergeten", views.forgotten, name="forgotten"),
    path("oprichten", views.found, name="found"),
    path("herstellen", views.recover, name="recover"),
    path("leden", views.members, name="members"),
    path("leden/<uuid:member_id>/toelaten", views.let_in, name="let_in"),
    path("leden/<uuid:member_id>/uitsluiten", views.shut_out, name="shut_out"),
    path("nieuwe-sleutel", views.rotate, name="rotate"),
]
