"""Connections' options as a Setup, or which of them can't be used."""

from __future__ import annotations

from joey.adapters.destinations.salesforce.facts import DEFAULT_BULK_ABOVE
from joey.adapters.destinations.salesforce.keys import Grouping, Matching, Reference, Setup
from joey.ports.plugin import OptionRefused, Options

OBJECTS, CONTACTS, ACCOUNTS = "salesforce-objects", "salesforce-contacts", "salesforce-accounts"
FIXED = {CONTACTS: "Contact", ACCOUNTS: "Account"}
"""Connections of one object."""

_GROUPING = (
    "group_object",
    "group_name_field",
    "membership_object",
    "membership_record_field",
    "membership_group_field",
)
_REFERENCE = ("reference_field", "reference_object", "reference_match_field")


def setup_of(connection: str, options: Options) -> Setup | OptionRefused:
    """The Setup of a Connection."""
    object_ = FIXED.get(connection) or said(options, "object")
    if not object_:
        return OptionRefused("object", "is missing: which object is a Record?")
    match_field = said(options, "match_field")
    if not match_field:
        return OptionRefused("match_field", f"is missing: by which field is a {object_} found?")
    bulk_above = whole_number(options.get("bulk_above", DEFAULT_BULK_ABOVE))
    if bulk_above is None or bulk_above < 0:
        return OptionRefused("bulk_above", "must be a whole number of rows; 0 is never")
    reference, grouping = _reference(connection, options), _grouping(connection, options)
    for each in (reference, grouping):
        if isinstance(each, OptionRefused):
            return each
    allow = yes(options.get("allow_duplicates"))
    matching = Matching(object_, match_field)
    return Setup(
        matching,
        reference if isinstance(reference, Reference) else None,
        grouping if isinstance(grouping, Grouping) else None,
        bulk_above,
        allow,
    )


def _reference(connection: str, options: Options) -> Reference | OptionRefused | None:
    if connection == CONTACTS:
        key = said(options, "account_key")
        return Reference("AccountId", Matching("Account", key)) if key else None
    given = [said(options, name) for name in _REFERENCE]
    if connection != OBJECTS or not any(given):
        return None
    if not all(given):
        missing = _REFERENCE[given.index("")]
        return OptionRefused(missing, f"is missing: for a parent, all of {', '.join(_REFERENCE)} must be set")
    field, parent, match_field = given
    return Reference(field, Matching(parent, match_field))


def _grouping(connection: str, options: Options) -> Grouping | OptionRefused | None:
    given = [said(options, name) for name in _GROUPING]
    if connection != OBJECTS or not any(given):
        return None
    if not all(given):
        missing = _GROUPING[given.index("")]
        return OptionRefused(missing, f"is missing: for Groups, all of {', '.join(_GROUPING)} must be set")
    return Grouping(*given)


def said(options: Options, name: str) -> str:
    """An option's text, trimmed; blank where it isn't given."""
    return str(options.get(name) or "").strip()


def yes(given: object) -> bool:
    """Whether an option says yes."""
    return given is True or str(given).strip().lower() in {"true", "yes", "1"}


def whole_number(given: object) -> int | None:
    """A whole number, also as a text; None where it is something else."""
    if isinstance(given, bool):
        return None
    try:
        return int(str(given))
    except ValueError:
        return None
