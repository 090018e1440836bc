"""The catalogue of signals."""

from django.urls import path

from samen.recognition.web import views

app_name = "recognition"
urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("<slug:code>/", views.tick, name="tick"),
]
