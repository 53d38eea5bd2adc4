"""How the migrations that brought the log of transitions filled it: one row for each thing that had a state."""

import hashlib
import secrets


def row(apps, noun, key, state, *, since=None, reason="", digest="", organisation=None, chain=""):
    """A row `migrated`, by nobody we know."""
    salt = secrets.token_hex(16)
    return apps.get_model("members", "Transition")(
        noun=noun,
        thing=key,
        verb="migrated",
        to_state=state,
        digest=digest,
        organisation=organisation,
        at=since,
        actor_kind="unknown",
        actor_token=secrets.token_hex(16),
        reason=reason,
        salt=salt,
        reason_digest=hashlib.sha256(f"{salt}{reason}".encode()).hexdigest(),
        chain=chain,
    )


def follow(entry, before):
    """Put the row, which has no instant, behind the one before it in its chain; see docs/canonical-text.md."""
    entry.number = before.number + 1 if before else 1
    organisation = "" if entry.organisation is None else entry.organisation
    parts = [entry.number, entry.verb, entry.from_state, entry.to_state, entry.digest, organisation, ""]
    parts += [entry.actor_kind, entry.actor_token, entry.reason_digest, before.hash if before else "0" * 64]
    entry.hash = hashlib.sha256("".join(f"{part}\n" for part in parts).encode()).hexdigest()
    return entry


def save(apps, entries):
    apps.get_model("members", "Transition").objects.bulk_create(entries, batch_size=500)
