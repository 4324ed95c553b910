"""Salesforce's ids: 15 characters whose case counts, or 18, of which the last three say it."""

from __future__ import annotations

import re

_FORM = re.compile(r"[0-9A-Za-z]{15}(?:[0-9A-Za-z]{3})?")
_CHECKS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"


def is_id(text: str) -> bool:
    """Whether it has the form of an id."""
    return _FORM.fullmatch(text) is not None


def eighteen(id_: str) -> str:
    """The id with its three check characters; anything that isn't 15 characters long is left as it is."""
    if len(id_) != 15:
        return id_
    checks = (sum(1 << at for at, one in enumerate(id_[start : start + 5]) if one.isupper()) for start in (0, 5, 10))
    return id_ + "".join(_CHECKS[check] for check in checks)
