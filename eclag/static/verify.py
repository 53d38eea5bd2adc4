#!/usr/bin/env python3
"""Check what a coalition says it signed: the words, the signatories and the log of one version of a statement.

    python3 verify.py https://…/en/positions/<slug>/v<n>/record.json
    python3 verify.py folder-with-what-was-fetched

It fetches record.json, statement.txt and log.json, keeps them in a folder named after the statement, and says in one
sentence what holds. Given such a folder it needs no network. Plain Python, no packages.
"""

import hashlib
import json
import sys
import unicodedata
import urllib.request
from pathlib import Path

HASHED = ("verb", "from", "to", "digest", "organisation", "at", "actor_kind", "actor_token", "reason_digest")
FIRST = "0" * 64


def fetched(address):
    """The three files of the record at that address, kept in a folder of the current directory."""
    record = read(address)
    known = json.loads(record)
    folder = Path(f"{known['statement']}-v{known['version']}")
    folder.mkdir(exist_ok=True)
    (folder / "record.json").write_bytes(record)
    (folder / "statement.txt").write_bytes(read(known["canonical_text_address"]))
    (folder / "log.json").write_bytes(read(known["log_address"]))
    return folder


def read(address):
    if not address.startswith(("https://", "http://localhost", "http://127.0.0.1")):
        sys.exit(f"This is no address to fetch from: {address}")
    with urllib.request.urlopen(address, timeout=30) as answer:  # noqa: S310 the scheme is checked above
        return answer.read()


def faults(folder):
    """What does not hold, as sentences."""
    text = (folder / "statement.txt").read_bytes()
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    rows = json.loads((folder / "log.json").read_text(encoding="utf-8"))["rows"]
    return [*of_text(text, record), *of_chain(rows), *of_signatories(record, rows), *of_deliveries(record, rows)]


def of_text(text, record):
    if hashlib.sha256(text).hexdigest() != record["digest"]:
        yield "The text does not have the digest of the record."
    if record["canonical_text"].encode() != text:
        yield "The record holds other words than the text."
    if unicodedata.normalize("NFC", text.decode()) != text.decode() or not text.endswith(b"\n") or b"\r" in text:
        yield "The text is not written as a canonical text is."


def of_chain(rows):
    """Each row that is public must hash to what it says, from the hash of the row before it."""
    before = FIRST
    for number, row in enumerate(rows, 1):
        if row["number"] != number:
            yield f"Row {number} of the log is missing."
            return
        if "verb" in row:
            parts = [number, *("" if row[name] is None else row[name] for name in HASHED), before]
            if hashlib.sha256("".join(f"{part}\n" for part in parts).encode()).hexdigest() != row["hash"]:
                yield f"Row {number} of the log was changed."
        before = row["hash"]


def of_signatories(record, rows):
    """Each who stands in the record as a member signed these words in the log, and nobody signed who is not there."""
    signed = {}
    for row in rows:
        if row.get("noun") == "signature" and row["digest"] == record["digest"]:
            signed[row["organisation_name"]] = row["to"]
    now = {name for name, state in signed.items() if state == "signed" and name}
    named = {row["organisation"] for row in record["signatories"] if row["known_by"] != "source"}
    for name in sorted(now - named):
        yield f"{name} signed by the log and is not in the record."
    for name in sorted(named - now) if now else []:
        yield f"{name} is in the record and did not sign by the log."


def of_deliveries(record, rows):
    """What the log says of deliveries is what it sealed; each that stands in the record stands in the log."""
    said = []
    for row in rows:
        if row.get("salt"):
            if hashlib.sha256(f"{row['salt']}{row['said']}".encode()).hexdigest() != row["reason_digest"]:
                yield f"Row {row['number']} of the log says other than what it sealed."
            said.append(row["said"])
    for row in record.get("deliveries", []):
        entered = [f"{row['addressee']}; {row['date']}; {row['sent_by']}"]
        entered += [f"{row['answered_on']}; {row['answer']}"] if row["answered_on"] else []
        for part in entered:
            if not any(one.startswith(part) for one in said):
                yield f"The log does not say: {part}"


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    where = arguments[0]
    folder = Path(where) if Path(where).is_dir() else fetched(where)
    record = json.loads((folder / "record.json").read_text(encoding="utf-8"))
    wrong = faults(folder)
    for fault in wrong:
        print(fault)
    if not wrong:
        number = len(record["signatories"])
        print(
            f"It holds: {record['statement']}, version {record['version']}, has the words of digest "
            f"{record['digest']}, {number} signatories, and a log that nobody has bent."
        )
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
