"""Addresses of the logbook, below ``/werk/logboek/``."""

from django.urls import path

from samen.platform.logbook.web import views

app_name = "logbook"
urlpatterns = [
    path("", views.index, name="index"),
    path("over", views.about, name="about"),
    path("export", views.export, name="export"),
    path("ijkpunt", views.checkpoint, name="checkpoint"),
    path("ijkpunt/tekenen", views.sign_checkpoint, name="sign_checkpoint"),
    path("<int:index>", views.entry, name="entry"),
    path("<int:index>/bewijs", views.proof, name="proof"),
]
