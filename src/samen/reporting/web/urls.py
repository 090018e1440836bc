"""The reporter's addresses: neutral, so that a history tells nothing."""

from django.urls import path

from samen.reporting.web import mailbox, views

app_name = "reporting"
urlpatterns = [
    path("", views.start, name="start"),
    path("overzicht", views.check, name="check"),
    path("nummer", views.show_receipt, name="receipt"),
    path("klaar", views.done, name="done"),
    path("post", mailbox.enter, name="enter"),
    path("post/lezen", mailbox.mailbox, name="mailbox"),
    path("post/sluiten", mailbox.leave_mailbox, name="leave_mailbox"),
    path("post/verwijderen", mailbox.end, name="end"),
    path("post/weg", mailbox.deleted, name="deleted"),
    path("<slug:slug>", views.step, name="step"),
]
