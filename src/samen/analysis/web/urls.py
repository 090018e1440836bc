from django.urls import path

from samen.analysis.web import estimation, index, systems, systems_export, systems_pages

app_name = "analysis"
urlpatterns = [
    path("", index.index, name="index"),
    # The system workbench
    path("systeem/", systems_pages.models, name="systems"),
    path("systeem/basismodel/", systems_pages.start_from_base, name="systems_base"),
    path("systeem/leeg/", systems_pages.start_empty, name="systems_empty"),
    path("systeem/laden/", systems_pages.load, name="systems_load"),
    path("systeem/<uuid:model_id>/", systems.bench, name="system"),
    path("systeem/<uuid:model_id>/tabel/", systems_pages.table, name="system_table"),
    path("systeem/<uuid:model_id>/hefbomen/", systems_pages.levers, name="system_levers"),
    path("systeem/<uuid:model_id>/vergelijken/", systems_pages.compare, name="system_compare"),
    path("systeem/<uuid:model_id>/versies/", systems_pages.versions, name="system_versions"),
    path(
        "systeem/<uuid:model_id>/versies/<int:number>/terugzetten/",
        systems_pages.restore,
        name="system_restore",
    ),
    path(
        "systeem/<uuid:model_id>/scenarios.csv",
        systems_export.scenarios_csv,
        name="system_scenarios",
    ),
    path("systeem/<uuid:model_id>/meenemen/", systems_export.take_along, name="system_export"),
    path("systeem/<uuid:model_id>/beeld.svg", systems_export.picture, name="system_picture"),
    path(
        "systeem/<uuid:model_id>/model/<slug:form>/", systems_export.model_file, name="system_file"
    ),
    path("systeem/<uuid:model_id>/rapport/", systems_export.report, name="system_report"),
    path(
        "systeem/<uuid:model_id>/rapport.pdf", systems_export.report_pdf, name="system_report_pdf"
    ),
    # Multiple systems estimation
    path("schatten/", estimation.estimation, name="estimates"),
    path("schatten/uitvoer/<slug:kind>/", estimation.export, name="estimates_export"),
]
