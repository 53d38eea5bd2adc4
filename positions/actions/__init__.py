"""The verbs of what we say, a file per noun."""

from .asking import ask_members, move_deadline, pass_on, remind, write_of_signing
from .corrections import correct, dismiss, report
from .deliveries import deliver, reply, strike
from .signatures import accept, decline, merge_signature, record_signature, sign, withdraw_signature
from .statements import (
    adopt,
    discard,
    open_statement,
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
    "accept",
    "adopt",
    "ask_members",
    "correct",
    "decline",
    "deliver",
    "discard",
    "dismiss",
    "freeze",
    "merge_signature",
    "move_deadline",
    "open_statement",
    "pass_on",
    "publish",
    "publish_sample",
    "record_signature",
    "record_statement",
    "remind",
    "reply",
    "report",
    "send_back",
    "sign",
    "strike",
    "submit",
    "supersede",
    "version_to_write",
    "withdraw_signature",
    "withdraw_statement",
    "write_of_signing",
]
