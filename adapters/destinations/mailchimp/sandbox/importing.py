"""Many members in one call, each with its own answer (spec: lists, batch subscribe or unsubscribe)."""

from __future__ import annotations

from collections.abc import Mapping

from joey.adapters.destinations.mailchimp.sandbox import errors
from joey.adapters.destinations.mailchimp.sandbox.audience import Member
from joey.adapters.destinations.mailchimp.sandbox.errors import Fault
from joey.adapters.destinations.mailchimp.sandbox.members import Desk
from joey.adapters.sandbox import Json

_MOST = 500


def import_members(desk: Desk, body: Json, *, lenient: bool) -> dict[str, Json] | Fault:
    """Rows fail one by one; without `update_existing` who is there is an error, and tags are ignored."""
    if not isinstance(body, dict) or not isinstance(body.get("members"), list):
        return errors.misshapen("members", "This value should not be blank.")
    rows = body["members"]
    if len(rows) > _MOST:
        return errors.misshapen("members", f"Array contains more than {_MOST} items.")
    new: list[Member] = []
    updated: list[Member] = []
    refused: list[dict[str, Json]] = []
    for row in rows:
        there = desk.audience.by_email(str(row.get("email_address", "")))
        came = _row(desk, row, there, updates=bool(body.get("update_existing")), lenient=lenient)
        if isinstance(came, Fault):
            refused.append(_refusal(row, came))
        else:
            (new if there is None else updated).append(came)
    return {
        "new_members": [desk.audience.shown(one) for one in new],
        "updated_members": [desk.audience.shown(one) for one in updated],
        "errors": refused,
        "total_created": len(new),
        "total_updated": len(updated),
        "error_count": len(refused),
    }


def _row(desk: Desk, row: Json, there: Member | None, *, updates: bool, lenient: bool) -> Member | Fault:
    if there is None or (there.status == "archived" and row.get("status")):
        return desk.create(row, lenient=lenient)
    return desk.patch(there.contact_id, row, lenient=lenient) if updates else errors.exists(there.email)


def _refusal(row: Mapping[str, Json], fault: Fault) -> dict[str, Json]:
    first = fault.problems[0] if fault.problems else None
    return {
        "email_address": row.get("email_address", ""),
        "error": fault.detail,
        "error_code": "ERROR_CONTACT_EXISTS" if fault.title == "Member Exists" else "ERROR_GENERIC",
        "field": first.field if first else "",
        "field_message": first.message if first else "",
    }
