"""Sharing: requests, decisions, records, what was shared with us."""

from django.urls import path

from samen.sharing.web import probes, rules, signing, views

app_name = "sharing"
urlpatterns = [
    path("", views.requests, name="requests"),
    path("overzicht", views.overview, name="overview"),
    path("gegevens", views.data, name="data"),
    path("met-ons", views.shared, name="shared"),
    path("vastleggingen", signing.records, name="records"),
    path("vastleggingen/<uuid:evidence_id>/intrekken", signing.withdraw, name="withdraw"),
    path("gegeven/<uuid:part_id>", views.who, name="who"),
    path("gegeven/<uuid:part_id>/vragen", views.new, name="new"),
    path("gegeven/<uuid:part_id>/bekend", probes.new, name="is_known"),
    path("gegeven/<uuid:part_id>/tekenen/<str:kind>", signing.sign, name="sign"),
    path("besluit/<uuid:decision_id>", views.decision, name="decision"),
    path("besluit/<uuid:decision_id>/terugnemen", views.take_back, name="take_back"),
    path("besluit/<uuid:decision_id>/tekenen/<str:kind>", signing.sign_for, name="sign_for"),
    path("besluit/<uuid:decision_id>/handtekening/<str:kind>", signing.ask, name="ask_signature"),
    path("besluit/<uuid:decision_id>/navragen", probes.ask, name="ask_partner"),
    path("besluit/<uuid:decision_id>/vindbaar", probes.enrol, name="enrol"),
    path("navraag/", probes.overview, name="probes"),
    path("navraag/meedoen", probes.take_part, name="take_part"),
    path("navraag/<uuid:probe_id>", probes.answer, name="probe"),
    path("regels/", rules.table, name="rules"),
    path("regels/concept", rules.start, name="rules_start"),
    path("regels/rij", rules.row, name="rules_new_row"),
    path("regels/rij/<slug:row_id>", rules.row, name="rules_row"),
    path("regels/rij/<slug:row_id>/einde", rules.end, name="rules_end"),
    path("regels/beoordelen", rules.review, name="rules_review"),
    path("regels/<uuid:version_id>/<slug:what>", rules.settle, name="rules_settle"),
    path("regels/proberen", rules.attempt, name="rules_try"),
    path("regels/gaten", rules.gaps, name="rules_gaps"),
    path("regels/gaten.<slug:kind>", rules.gaps_file, name="rules_gaps_file"),
]
