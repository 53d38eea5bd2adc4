"""Facts that have changed or come up since they were loaded; what staff wrote in their place stays."""

import hashlib
import tomllib
from pathlib import Path

from django.db import migrations
from django.utils import timezone

from members.migrations._log import follow, row, save

FACTS = Path(__file__).with_name("facts_of_november_2026.toml")
# They were loaded with these, so the others belong beside them.
LOADED = {"positions.statement": "2022-06-open-letter-eu", "events.event": "2024-09-welcome-breakfast"}


def take_in(apps, schema_editor):
    facts = tomllib.loads(FACTS.read_text())
    for change in facts["changed"]:
        for thing in apps.get_model(change["noun"]).objects.filter(**change["find"]):
            correct(apps, thing, change["fields"])
    for new in facts["added"]:
        add(apps, new["noun"], new.get("of"), new["fields"])


def correct(apps, thing, fields):
    """Change what still says the old fact; the other source goes along with the first."""
    still = [name for name, (before, _) in fields.items() if (getattr(thing, name) or "") == before]
    if "source_url" in fields and "source_url" not in still:
        still = [name for name in still if name != "other_source_url"]
    for name in still:
        setattr(thing, name, fields[name][1])
    thing.save(update_fields=still)
    authentic = getattr(thing, "authentic_language", None)
    texts = {name.removesuffix(f"_{authentic}") for name in still if name.endswith(f"_{authentic}")}
    if texts:
        written = [code for code in ("nl", "mt") if texts <= {name.removesuffix(f"_{code}") for name in still}]
        statuses = statuses_of(apps, thing)
        for language in written:
            statuses.filter(language=language).update(origin="machine", **renders(thing, language))
        statuses.exclude(language__in=written).update(state="outdated")


def add(apps, noun, of, fields):
    """Add what nobody has entered, where the facts beside it are ours."""
    model = apps.get_model(noun)
    if noun == "positions.milestone":
        fields["dossier"] = apps.get_model("positions.dossier").objects.filter(slug=of).first()
        known = fields["dossier"] is None or model.objects.filter(
            dossier=fields["dossier"], date=fields["date"], institution=fields["institution"]
        )
    elif noun == "events.appearance":
        fields["event"] = apps.get_model("events.event").objects.filter(slug=of).first()
        known = fields["event"] is None or model.objects.filter(
            event=fields["event"], name=fields["name"], role=fields["role"]
        )
        organisations = apps.get_model("members.organisation").objects
        fields["organisation"] = organisations.filter(slug=fields.get("organisation", "")).first()
        fields["listed"] = True
    else:
        known = not model.objects.filter(slug=LOADED[noun]).exists() or model.objects.filter(slug=fields["slug"])
        fields["state"] = "published" if noun == "positions.statement" else "announced"
    if known:
        return
    if noun == "positions.statement":
        fields["published_at"] = timezone.now()
    thing = model.objects.create(**fields)
    if noun == "positions.statement":
        thing.dossiers.set(apps.get_model("positions.dossier").objects.filter(slug="csa-regulation"))
    if "state" in fields:
        chain = f"statement:{thing.pk}" if noun == "positions.statement" else ""
        entry = row(apps, model._meta.model_name, thing.pk, thing.state, chain=chain)
        save(apps, [follow(entry, None) if chain else entry])
    if hasattr(thing, "authentic_language"):
        statuses = statuses_of(apps, thing)
        for language in {name.rpartition("_")[2] for name in fields if name.endswith(("_nl", "_mt"))}:
            statuses.create(**key_of(apps, thing), language=language, origin="machine", **renders(thing, language))


def key_of(apps, thing):
    meta = thing._meta
    kind, _ = apps.get_model("contenttypes.contenttype").objects.get_or_create(
        app_label=meta.app_label, model=meta.model_name
    )
    return {"content_type": kind, "object_id": thing.pk}


def statuses_of(apps, thing):
    return apps.get_model("members.translationstatus").objects.filter(**key_of(apps, thing))


def renders(thing, language):
    """The state of a translation that renders the authentic text as it is now, and the digest of that."""
    texts = sorted(field.name.removesuffix("_en") for field in thing._meta.fields if field.name.endswith("_en"))
    said = [getattr(thing, f"{text}_{thing.authentic_language}") or "" for text in texts]
    whole = all(getattr(thing, f"{text}_{language}") for text, words in zip(texts, said, strict=True) if words)
    digest = hashlib.sha256("\x1f".join(said).encode()).hexdigest()
    return {"state": "current" if whole else "in_progress", "source_digest": digest}


class Migration(migrations.Migration):
    dependencies = [("eclag", "0005_digests_in_order"), ("contenttypes", "0002_remove_content_type_name")]
    operations = [migrations.RunPython(take_in, migrations.RunPython.noop, elidable=True)]
