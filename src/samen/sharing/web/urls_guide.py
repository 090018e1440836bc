"""The guide for professionals, in the public zone."""

from django.urls import path

from samen.sharing.web import guide, law

app_name = "guide"
urlpatterns = [
    path("", guide.may_i_share, name="may_i_share"),
    path("wet/", law.laws, name="laws"),
    path("wet/<str:name>/", law.law, name="law"),
]
