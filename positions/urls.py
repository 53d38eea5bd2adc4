"""Addresses of statements and dossiers."""

from django.urls import path
from django.views.decorators.http import require_safe

from members.public import public
from positions import views

app_name = "positions"
FILTERS = ["q", "kind", "year", "dossier", "signatory", "page"]
NAMED = ["signatory"]
urlpatterns = [
    path("desk/positions/<slug:slug>/", require_safe(views.statement), name="desk_statement"),
    path("desk/positions/<slug:slug>/v<int:number>/", require_safe(views.statement), name="desk_version"),
    path("desk/answer/<str:token>/", views.by_letter, name="by_letter"),
    path("desk/positions/<slug:slug>/answer/", views.at_desk, name="answer"),
    path("desk/positions/<slug:slug>/<slug:verb>/", views.act, name="act"),
    path("desk/dossiers/<slug:slug>/", require_safe(views.dossier), name="desk_dossier"),
    path("positions/", public(views.statements, params=FILTERS), name="statements"),
    path("positions/feed.xml", public(views.statements_feed, params=["kind", "dossier"]), name="statements_feed"),
    path("positions/<slug:slug>/", public(views.statement, params=NAMED, people=True), name="statement"),
    path("positions/<slug:slug>/signatories.csv", public(views.signatories), name="signatories"),
    path("positions/<slug:slug>/signatories.json", public(views.signatories_json), name="signatories_json"),
    path("positions/<slug:slug>/statement.png", public(views.statement_image), name="statement_image"),
    path("positions/<slug:slug>/log.json", public(views.log), name="log"),
    path(
        "positions/<slug:slug>/v<int:number>/",
        public(views.statement, params=NAMED, people=True),
        name="version",
    ),
    path("positions/<slug:slug>/v<int:number>/record.json", public(views.record), name="record"),
    path("positions/<slug:slug>/v<int:number>/statement.pdf", public(views.statement_pdf), name="pdf"),
    path("positions/<slug:slug>/v<int:number>/statement.txt", public(views.canonical), name="canonical"),
    path("verify/", public(views.verify), name="verify"),
    path("dossiers/", public(views.dossiers), name="dossiers"),
    path("dossiers/<slug:slug>/report/", views.report, name="report"),
    path("dossiers/<slug:slug>/dossier.pdf", public(views.brief_pdf), name="brief_pdf"),
    path("dossiers/<slug:slug>/dossier.json", public(views.dossier_json), name="dossier_json"),
    path("dossiers/<slug:slug>/steps.csv", public(views.steps_csv), name="steps_csv"),
    path("dossiers/<slug:slug>/feed.xml", public(views.dossier_feed), name="dossier_feed"),
    path("dossiers/<slug:slug>/backing/<str:country>/", public(views.backed_in), name="backing"),
    path("dossiers/<slug:slug>/", public(views.dossier, params=["year", "page"]), name="dossier"),
]
