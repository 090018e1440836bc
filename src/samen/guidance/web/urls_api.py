"""Addresses of the help directory's API: no language, no session."""

from django.urls import path

from samen.guidance.api import BASE_PATH, api

urlpatterns = [path(f"{BASE_PATH.removeprefix('/')}/", api.urls)]
