"""Sharing: requests, decisions, records, what was shared with us."""

from django.urls import path

from samen.sharing.web import views

app_name = "sharing"
urlpatterns = [
    path("", views.requests, name="requests"),
    path("overzicht", views.overview, name="overview"),
    path("gegevens", views.data, name="data"),
    path("met-ons", views.shared, name="shared"),
    path("vastleggingen", views.records, name="records"),
    path("vastleggingen/<uuid:evidence_id>/intrekken", views.withdraw, name="withdraw"),
    path("gegeven/<uuid:part_id>", views.who, name="who"),
    path("gegeven/<uuid:part_id>/vragen", views.new, name="new"),
    path("gegeven/<uuid:part_id>/tekenen/<str:kind>", views.sign, name="sign"),
    path("besluit/<uuid:decision_id>", views.decision, name="decision"),
    path("besluit/<uuid:decision_id>/terugnemen", views.take_back, name="take_back"),
]
