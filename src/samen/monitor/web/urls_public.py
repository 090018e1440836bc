from django.urls import URLPattern

app_name = "monitor_public"
urlpatterns: list[URLPattern] = []
