"""Home, three doors, whom to call, pages, the help directory; and the editor's list."""

from django.urls import path

from samen.guidance.web import directory, editor, provider, views

app_name = "guidance"
urlpatterns = [
    path("", views.home, name="home"),
    path("ik/", views.door, {"audience": "me"}, name="door_me"),
    path("ander/", views.door, {"audience": "other"}, name="door_other"),
    path("beroep/", views.door, {"audience": "work"}, name="door_work"),
    path("contact/", views.contact, name="contact"),
    path("contact/<slug:who>/", views.contact, name="contact_who"),
    path("contact/<slug:who>/<slug:about>/", views.contact, name="contact_about"),
    path("contact/<slug:who>/<slug:about>/<slug:how>/", views.contact, name="contact_how"),
    path("info/<slug:key>/", views.page, name="page"),
    path("toegankelijkheid/", views.page, {"key": "accessibility"}, name="accessibility"),
    path("hulpaanbod/", directory.services, name="directory"),
    path("hulpaanbod/<uuid:service_id>/", directory.service, name="service"),
    path("werk/aanbod/", provider.services, name="own_services"),
    path("werk/aanbod/<uuid:service_id>/plaatsen/", provider.places, name="own_places"),
    path("werk/aanbod/<uuid:service_id>/klopt/", provider.confirm, name="own_confirm"),
    path("werk/redactie/", editor.reviews, name="editor"),
    path("werk/redactie/<slug:kind>/<slug:key>/", editor.confirm, name="confirm"),
]
