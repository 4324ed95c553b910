"""What a value becomes before it is hashed, and what leaves of it; pure. After the page on custom audiences."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeAlias

from joey.adapters.destinations.facebook.countries import COUNTRIES
from joey.domain.property import Refusal, Value

EMAIL, PHONE, EXTERN_ID, MADID = "EMAIL", "PHONE", "EXTERN_ID", "MADID"
PLAIN = frozenset({EXTERN_ID, MADID})
"""Sent as they are: Facebook can't match a hash of them."""

Normal: TypeAlias = str | Refusal
"""In clear; blank: there is nothing to send."""

_HASH = re.compile(r"[0-9a-fA-F]{64}")
_ADDRESS = re.compile(r"[^\s@\"'<>()\[\],;:\\]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NUMBER_OF_PHONE = re.compile(r"\+[\d\s().-]{6,}")
_SHORTEST_PHONE, _LONGEST_PHONE = 7, 15
_SHORTEST_ZIP = 2
_GENDERS = {"f": "f", "female": "f", "m": "m", "male": "m"}


def normal(field: str, value: Value) -> Normal:
    """The value as Facebook wants it, before hashing; one that is a SHA-256 already is taken as that."""
    if isinstance(value, tuple):
        return Refusal("takes one value, not a list", field)
    if value is None or value == "":
        return ""
    if field in _DATES:
        return _part_of_date(field, value)
    text = unicodedata.normalize("NFC", str(value)).strip()
    if field == EXTERN_ID:
        return _external(text)
    text = unicodedata.normalize("NFC", text.lower())
    if not text or (field not in PLAIN and _HASH.fullmatch(text)):
        return text
    return _RULES[field](text)


def sent(field: str, value: Value) -> Normal:
    """What leaves of a value: its hash, but for fields that Facebook wants as they are; blank where there's nothing."""
    plain = normal(field, value)
    if isinstance(plain, Refusal) or not plain or field in PLAIN or _HASH.fullmatch(plain):
        return plain
    return hashlib.sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()


def _email(text: str) -> Normal:
    return text if _ADDRESS.fullmatch(text) else Refusal("must be an e-mail address", EMAIL)


def _phone(text: str) -> Normal:
    digits = re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text)).lstrip("0")
    if not digits or _SHORTEST_PHONE <= len(digits) <= _LONGEST_PHONE:
        return digits
    return Refusal("must be a phone number with its country code, of 7 to 15 digits", PHONE)


def _name(text: str) -> Normal:
    return "".join(sign for sign in text if not unicodedata.category(sign).startswith("P")).strip()


def _initial(text: str) -> Normal:
    return str(_name(text))[:1]


def _gender(text: str) -> Normal:
    return _GENDERS.get(re.sub(r"[^a-z]", "", text), "")


def _letters(text: str) -> Normal:
    return "".join(sign for sign in text if unicodedata.category(sign)[0] in "LM")


def _zip(text: str) -> Normal:
    code = re.sub(r"\s", "", text).partition("-")[0]
    return code if len(code) >= _SHORTEST_ZIP else ""


def _country(text: str) -> Normal:
    return (
        text if text in COUNTRIES else Refusal("must be a country's two-letter code (ISO 3166-1), like US", "COUNTRY")
    )


def _external(text: str) -> Normal:
    if "@" in text or _NUMBER_OF_PHONE.fullmatch(text):
        return Refusal("is sent as it is, so it must be an id, not an e-mail address or a phone number", EXTERN_ID)
    return text


def _device(text: str) -> Normal:
    return text if _UUID.fullmatch(text) else Refusal("must be a mobile advertiser id, which is a UUID", MADID)


_RULES: Mapping[str, Callable[[str], Normal]] = {
    EMAIL: _email,
    PHONE: _phone,
    "FN": _name,
    "LN": _name,
    "FI": _initial,
    "GEN": _gender,
    "CT": _letters,
    "ST": _letters,
    "ZIP": _zip,
    "COUNTRY": _country,
    MADID: _device,
}

_DATES = {"DOBY": ("year", 4, 1900, 2199), "DOBM": ("month", 2, 1, 12), "DOBD": ("day", 2, 1, 31)}
"""Which part of a date, how many digits, from and to."""


def _part_of_date(field: str, value: object) -> Normal:
    part, digits, least, most = _DATES[field]
    text = str(getattr(value, part) if isinstance(value, date) else value).strip()
    if not text or _HASH.fullmatch(text):
        return text.lower()
    if re.fullmatch(r"[0-9]{1,4}", text) and least <= int(text) <= most:
        return str(int(text)).zfill(digits)
    return Refusal(f"must be a date, or the {part} as a number", field)
