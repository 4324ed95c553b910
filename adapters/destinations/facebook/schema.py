"""The keys of Facebook's multi-key schema as the Fields of a Target; pure. They are the same for every ad account."""

from __future__ import annotations

from joey.adapters.destinations.facebook.normalising import EMAIL, EXTERN_ID, MADID, PHONE
from joey.domain.property import FieldType
from joey.domain.schema import Field, Labels, Schema

LABELS = Labels("Facebook key", "Facebook audience")

PRIMARY_KEYS = (EMAIL, EXTERN_ID, MADID)
"""What a membership can be known by."""

_FIELDS = (
    Field(EMAIL, FieldType.EMAIL, "E-mail", important=True),
    Field(EXTERN_ID, FieldType.STRING, "External id (not hashed)", important=True),
    Field(PHONE, FieldType.PHONE_NUMBER, "Phone", important=True),
    Field("FN", FieldType.STRING, "First name", important=True),
    Field("LN", FieldType.STRING, "Last name", important=True),
    Field("FI", FieldType.STRING, "First initial"),
    Field("GEN", FieldType.STRING, "Gender (f or m)"),
    Field("DOBY", FieldType.ANY, "Birth year (of a date, or the number)"),
    Field("DOBM", FieldType.ANY, "Birth month (of a date, or the number)"),
    Field("DOBD", FieldType.ANY, "Birth day (of a date, or the number)"),
    Field("CT", FieldType.STRING, "City"),
    Field("ST", FieldType.STRING, "State (two letters in the US)"),
    Field("ZIP", FieldType.STRING, "Postal code"),
    Field("COUNTRY", FieldType.STRING, "Country (two letters)"),
    Field(MADID, FieldType.STRING, "Mobile advertiser id (not hashed)"),
)

NAMES = tuple(field.name for field in _FIELDS)


def schema_for(primary_key: str) -> Schema:
    """All keys; the primary one is required."""
    fields = {field.name: field for field in _FIELDS}
    key = fields[primary_key]
    fields[primary_key] = Field(key.name, key.type, key.label, required=True, important=True)
    return Schema(fields, labels=LABELS)
