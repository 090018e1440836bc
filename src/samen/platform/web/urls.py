"""Addresses without a language: the way out, robots, security.txt, the state of the service."""

from importlib.util import find_spec

from django.urls import include, path

from samen.platform.web import views

app_name = "web"
urlpatterns = [
    path("verder", views.leave, name="exit"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
]
if find_spec("samen.platform.web.health"):
    urlpatterns.append(path("", include("samen.platform.web.health")))
