"""The verbs of what we say, a file per noun."""

from .signatures import merge_signature, record_signature, withdraw_signature
from .statements import (
    adopt,
    discard,
    publish,
    publish_sample,
    record_statement,
    send_back,
    submit,
    supersede,
    withdraw_statement,
)
from .versions import freeze, version_to_write

__all__ = [
    "adopt",
    "discard",
    "freeze",
    "merge_signature",
    "publish",
    "publish_sample",
    "record_signature",
    "record_statement",
    "send_back",
    "submit",
    "supersede",
    "version_to_write",
    "withdraw_signature",
    "withdraw_statement",
]
