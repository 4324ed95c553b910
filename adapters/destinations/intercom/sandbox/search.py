"""The search over contacts: filters, groups of them, pages (API reference: search contacts)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import ceil

from joey.adapters.destinations.intercom.sandbox import errors
from joey.adapters.destinations.intercom.sandbox.contacts import OWN, Contact
from joey.adapters.destinations.intercom.sandbox.errors import Fault
from joey.adapters.sandbox import Json

_MOST_FILTERS, _DEEPEST = 15, 2
_PER_PAGE, _MOST_PER_PAGE = 50, 150

_OPERATORS: Mapping[str, Callable[[Json, Json], bool]] = {
    "=": lambda held, value: held == value,
    "!=": lambda held, value: held != value,
    "IN": lambda held, value: held in value,
    "NIN": lambda held, value: held not in value,
    "~": lambda held, value: value in (held or ""),
    "!~": lambda held, value: value not in (held or ""),
    "^": lambda held, value: (held or "").startswith(value),
    "$": lambda held, value: (held or "").endswith(value),
    ">": lambda held, value: held is not None and held > value,
    "<": lambda held, value: held is not None and held < value,
}
_FIELDS = ("id", "role", "external_id", "email", "created_at", "updated_at", *OWN)


def fault_of(query: Json, depth: int = 1) -> Fault | None:
    """What is wrong with a query."""
    operator, value = query.get("operator"), query.get("value")
    if operator in ("AND", "OR"):
        if not isinstance(value, list) or not value or len(value) > _MOST_FILTERS or depth > _DEEPEST:
            return errors.invalid("A group takes 1 to 15 filters, and groups nest two deep", "query")
        return next((found for found in (fault_of(one, depth + 1) for one in value) if found), None)
    if operator not in _OPERATORS:
        return errors.invalid(f"{operator} is not an operator", "query")
    name = str(query.get("field"))
    if name not in _FIELDS and not name.startswith("custom_attributes."):
        return errors.invalid(f"{name} can't be searched", "query")
    if isinstance(value, list) != (operator in ("IN", "NIN")):
        return errors.invalid(f"{operator} doesn't take such a value", "query")
    return None


def matches(contact: Contact, query: Json) -> bool:
    """Whether a contact answers to a (sound) query; text is compared in lower case."""
    operator, value = query["operator"], query["value"]
    if operator in ("AND", "OR"):
        answers = [matches(contact, one) for one in value]
        return all(answers) if operator == "AND" else any(answers)
    return _OPERATORS[operator](_plain(_held(contact, query["field"])), _plain(value))


def _held(contact: Contact, name: str) -> Json:
    if name.startswith("custom_attributes."):
        return contact.custom.get(name.partition(".")[2])
    return contact.shown(searched=True).get(name)


def _plain(value: Json) -> Json:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.lower() if isinstance(value, str) else value


def page(contacts: Sequence[Contact], per_page: Json, cursor: Json) -> dict[str, Json] | Fault:
    """A page as lists and searches have it; the cursor of the next one comes with it."""
    size = int(per_page or _PER_PAGE)
    if not 1 <= size <= _MOST_PER_PAGE:
        return errors.invalid(f"per_page must be between 1 and {_MOST_PER_PAGE}", "per_page")
    start = int(cursor or 0)
    pages: dict[str, Json] = {
        "type": "pages",
        "page": start // size + 1,
        "per_page": size,
        "total_pages": ceil(len(contacts) / size),
    }
    if start + size < len(contacts):
        pages["next"] = {"page": start // size + 2, "starting_after": str(start + size)}
    rows = [one.shown(searched=True) for one in contacts[start : start + size]]
    return {"type": "list", "data": rows, "total_count": len(contacts), "pages": pages}
