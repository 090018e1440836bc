"""Our organisation."""

from django.urls import path

from samen.platform.organisations.web import views

app_name = "organisations"
urlpatterns = [
    path("", views.index, name="index"),
    path("ik", views.account, name="account"),
    path("<uuid:member_id>/toegang", views.new_login, name="new_login"),
    path("nieuw", views.new, name="new"),
    path("<uuid:member_id>", views.roles, name="roles"),
    path("<uuid:member_id>/sluiten", views.deactivate, name="deactivate"),
]
