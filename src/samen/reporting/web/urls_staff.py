"""The inbox of the receiving organisation."""

from django.urls import path

from samen.reporting.web import staff

app_name = "reporting_staff"
urlpatterns = [
    path("", staff.inbox, name="inbox"),
    path("<uuid:report_id>", staff.report, name="report"),
    path("<uuid:report_id>/antwoord", staff.answer, name="answer"),
    path("<uuid:report_id>/signaal", staff.take_in, name="take_in"),
    path("<uuid:report_id>/sluiten", staff.close, name="close"),
    path("bestand/<uuid:file_id>", staff.cleaned, name="cleaned"),
    path("bestand/<uuid:file_id>/origineel", staff.original, name="original"),
]
