"""The in-memory vendor as it usually is: its Facts, its Schema, and how it keeps keys."""

from __future__ import annotations

from returns.result import Failure, Result, Success

from joey.domain.facts import BatchSizes, Facts, GroupStyle, Limits
from joey.domain.property import FieldType, Refusal, Value
from joey.domain.schema import Field, Schema

FACTS = Facts(
    sizes=BatchSizes(find=100, create=100, update=100, upsert=100, delete=100, members=100),
    limits=Limits(parallelism=4),
    groups=GroupStyle.LISTS,
)
"""A vendor as they like to be: everything in batches, lists of their own."""

SCHEMA = Schema(
    {
        "email": Field("email", FieldType.EMAIL, "E-mail", required=True, important=True),
        "first_name": Field("first_name", FieldType.STRING, "First name"),
        "last_name": Field("last_name", FieldType.STRING, "Last name"),
        "plan": Field("plan", FieldType.STRING, "Plan", choices=("free", "pro", "enterprise")),
        "score": Field("score", FieldType.INTEGER, "Score"),
        "tags": Field("tags", FieldType.STRING, "Tags", many=True),
    }
)


def text_key(value: Value) -> Result[str, Refusal]:
    """A key as the vendor keeps it: without blanks around it, in lower case."""
    text = "" if value is None else str(value).strip().lower()
    return Success(text) if text else Failure(Refusal("is empty, and it is the key"))
