"""The Fields of a Sailthru user: its keys, and vars under any name."""

from __future__ import annotations

from joey.adapters.destinations.sailthru.keys import EMAIL, EXTID, SMS
from joey.domain.property import FieldType
from joey.domain.schema import Field, Labels, Schema

SCHEMA = Schema(
    {
        EMAIL: Field(EMAIL, FieldType.EMAIL, "E-mail", required=True, important=True),
        EXTID: Field(EXTID, FieldType.STRING, "External id, where the account has enabled it", important=True),
        SMS: Field(SMS, FieldType.PHONE_NUMBER, "SMS number, where the account has enabled it"),
    },
    arbitrary=FieldType.ANY,
    labels=Labels("Sailthru var", "Sailthru list"),
)
"""No call tells which vars there are, so every name is one."""
