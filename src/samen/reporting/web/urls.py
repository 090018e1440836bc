"""The reporter's addresses: neutral, so that a history tells nothing."""

from django.urls import path

from samen.reporting.web import views

app_name = "reporting"
urlpatterns = [
    path("", views.start, name="start"),
    path("overzicht", views.check, name="check"),
    path("nummer", views.show_receipt, name="receipt"),
    path("klaar", views.done, name="done"),
    path("post", views.enter, name="enter"),
    path("post/lezen", views.mailbox, name="mailbox"),
    path("post/sluiten", views.leave_mailbox, name="leave_mailbox"),
    path("post/verwijderen", views.end, name="end"),
    path("post/weg", views.deleted, name="deleted"),
    path("<slug:slug>", views.step, name="step"),
]
