"""Salesforce's ids: 15 characters whose case counts, and three more that say it, so that 18 can be told in any case."""

from __future__ import annotations

import re

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ID = re.compile(r"[0-9A-Za-z]{15}([0-9A-Za-z]{3})?")
_POD = "4S00000"


def is_id(text: object) -> bool:
    """Whether it has the form of an id."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


def whole(id_: str) -> str:
    """The id in 18 characters."""
    if len(id_) != 15:
        return id_
    fives = (id_[start : start + 5] for start in (0, 5, 10))
    return id_ + "".join(_LETTERS[sum(1 << at for at, one in enumerate(five) if one.isupper())] for five in fives)


def made(prefix: str, number: int) -> str:
    """The id of an object's n-th record."""
    digits = ""
    while number:
        number, rest = divmod(number, 62)
        digits = _DIGITS[rest] + digits
    return whole(prefix + _POD + digits.rjust(5, "0"))
