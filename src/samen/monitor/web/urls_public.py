from django.urls import path

from samen.monitor.web import views_public as views

app_name = "monitor_public"
urlpatterns = [
    path("", views.figures, name="figures"),
    path("melders/", views.reporters, name="reporters"),
    path("uitgaven/<int:number>/", views.release, name="release"),
    path("uitgaven/<int:number>/<slug:name>/", views.release, name="release_figure"),
    path("uitgaven/<int:number>/release.json", views.release_document, name="release_document"),
    path("bestanden/release-<int:number>-<slug:name>.csv", views.release_csv, name="release_csv"),
    path(
        "bestanden/release-<int:number>-<slug:name>.csv-metadata.json",
        views.release_metadata,
        name="release_metadata",
    ),
    path("bestanden/<slug:name>.csv", views.csv, name="csv"),
    path("bestanden/<slug:name>.csv-metadata.json", views.metadata, name="metadata"),
]
