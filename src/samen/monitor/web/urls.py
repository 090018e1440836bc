from django.urls import path

from samen.monitor.web import views_programme, views_releases, views_report

app_name = "monitor"
urlpatterns = [
    path("", views_programme.programme, name="programme"),
    path("laden/", views_programme.load, name="load"),
    path("acties/<str:code>/", views_programme.action, name="action"),
    path("rapport/<str:period>/", views_report.report, name="report"),
    path("rapport/<str:period>.pdf", views_report.report_pdf, name="report_pdf"),
    path("iati.xml", views_report.iati, name="iati"),
    path("uitgaven/", views_releases.releases, name="releases"),
    path("uitgaven/nieuw/", views_releases.prepare, name="prepare"),
    path("uitgaven/<uuid:release_id>/", views_releases.release, name="release"),
    path("uitgaven/<uuid:release_id>/publiceren/", views_releases.publish, name="publish"),
]
