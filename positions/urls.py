"""Addresses of statements and dossiers."""

from django.urls import path

from positions import views

app_name = "positions"
urlpatterns = [
    path("desk/positions/<slug:slug>/", views.desk_statement, name="desk_statement"),
    path("desk/dossiers/<slug:slug>/", views.desk_dossier, name="desk_dossier"),
    path("positions/", views.statements, name="statements"),
    path("positions/<slug:slug>/", views.statement, name="statement"),
    path("positions/<slug:slug>/v<int:number>/", views.version, name="version"),
    path("positions/<slug:slug>/v<int:number>/record.json", views.record, name="record"),
    path("positions/<slug:slug>/v<int:number>/statement.txt", views.canonical, name="canonical"),
    path("dossiers/", views.dossiers, name="dossiers"),
    path("dossiers/<slug:slug>/", views.dossier, name="dossier"),
]
