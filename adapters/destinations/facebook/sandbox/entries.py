"""What is uploaded to an audience: schema and rows, checked as Facebook checks them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from joey.adapters.destinations.facebook.sandbox import errors
from joey.adapters.destinations.facebook.sandbox.errors import Fault
from joey.adapters.sandbox import Json, Switches

MOST_ROWS = 10_000
PLAIN = frozenset({"EXTERN_ID", "MADID", "APPUID", "UID", "MOBILE_ADVERTISER_ID"})
HASHED = frozenset("EMAIL PHONE GEN DOBY DOBM DOBD LN FN FI CT ST ZIP COUNTRY EMAIL_SHA256 PHONE_SHA256".split())
IDENTIFIERS = ("EXTERN_ID", "EMAIL", "PHONE", "MADID")
_HASH = re.compile(r"[0-9a-f]{64}")
_ALIASES = {"EMAIL_SHA256": "EMAIL", "PHONE_SHA256": "PHONE", "MOBILE_ADVERTISER_ID": "MADID"}

Member = dict[str, str]


@dataclass(frozen=True, slots=True)
class Upload:
    """Rows as members would be, and what is wrong with those that can't: by the row's text."""

    members: tuple[Member, ...]
    invalid: dict[str, str]
    received: int
    refused: int


def read(payload: Json, switches: Switches) -> Upload | Fault:
    """The rows of a payload."""
    if not isinstance(payload, dict):
        return errors.NOT_JSON
    schema, rows = _schema(payload.get("schema")), payload.get("data")
    if isinstance(schema, Fault):
        return schema
    if not isinstance(rows, list) or not rows:
        return errors.parameter("param data must be an array with at least one row.")
    if len(rows) > MOST_ROWS:
        return errors.parameter(f"param data must have at most {MOST_ROWS} rows.")
    wrapped: list[Json] = [row if isinstance(row, list) else [row] for row in rows]
    if any(len(row) != len(schema) or not all(isinstance(value, str) for value in row) for row in wrapped):
        return errors.DISAGREE
    return _sorted_out(schema, wrapped, switches)


def _schema(given: Json) -> list[str] | Fault:
    names: list[str] = [str(name) for name in (given if isinstance(given, list) else [given])]
    unknown = [name for name in names if name not in PLAIN | HASHED]
    if unknown or not names:
        return errors.parameter(f"param payload[schema] holds {unknown}, which is no key of a custom audience.")
    return [_ALIASES.get(name, name) for name in names]


def _sorted_out(schema: Sequence[str], rows: Sequence[list[str]], switches: Switches) -> Upload:
    members: list[Member] = []
    invalid: dict[str, str] = {}
    for row in rows:
        member = dict(zip(schema, row, strict=True))
        wrong = _wrong(member, switches)
        if wrong is None:
            members.append(member)
        else:
            invalid[orjson.dumps(row).decode()] = wrong
    return Upload(tuple(members), invalid, len(rows), len(rows) - len(members))


def _wrong(member: Member, switches: Switches) -> str | None:
    """Why Facebook has no use for a row."""
    if member.get("EXTERN_ID") == "":
        return "empty external ID"
    if not any(member.values()):
        return "empty entry"
    for name, value in member.items():
        if value and name in HASHED and not _HASH.fullmatch(value):
            return f"{name} isn't hashed"
    refusal = switches.refusal(member, identity(member)[1])
    return None if refusal is None else refusal.message


def identity(member: Member) -> tuple[str, str]:
    """What a member is told apart by: the first identifier that it has, else all of it."""
    named = next(((name, member[name]) for name in IDENTIFIERS if member.get(name)), None)
    return named or ("", orjson.dumps(member, option=orjson.OPT_SORT_KEYS).decode())
