"""The guide for professionals, in the public zone."""

from django.urls import path

from samen.sharing.web import guide

app_name = "guide"
urlpatterns = [path("", guide.may_i_share, name="may_i_share")]
