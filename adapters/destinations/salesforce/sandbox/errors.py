"""Salesforce's errors: of whole calls, which are a list of one, and of rows. Texts: recorded in 2021, documented."""

from __future__ import annotations

from dataclasses import dataclass, field

from joey.adapters.sandbox import Json, Reply


@dataclass(frozen=True, slots=True)
class Fault(Exception):  # noqa: N818 - it is answered, not raised to anybody
    """What is wrong with a call."""

    status: int
    code: str
    message: str

    def reply(self) -> Reply:
        """The whole answer."""
        return Reply(self.status, [{"message": self.message, "errorCode": self.code}])


@dataclass(frozen=True, slots=True)
class RowFault(Exception):  # noqa: N818 - it is answered, not raised to anybody
    """What is wrong with a row."""

    code: str
    message: str
    fields: tuple[str, ...] = field(default=())

    def shown(self) -> Json:
        """As a collection's answer has it."""
        told = {"statusCode": self.code, "message": self.message, "fields": list(self.fields)}
        return {"success": False, "errors": [told]}

    def text(self) -> str:
        """As the results of a bulk job have it."""
        return f"{self.code}:{self.message}:{','.join(self.fields)} --"


NOT_FOUND = Fault(404, "NOT_FOUND", "The requested resource does not exist")
NO_SESSION = Fault(401, "INVALID_SESSION_ID", "Session expired or invalid")
NO_METHOD = Fault(405, "METHOD_NOT_ALLOWED", "HTTP Method not allowed. Allowed are HEAD,GET,POST,PATCH,DELETE")
OUT_OF_CALLS = Fault(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.")
TOO_MANY_AT_ONCE = Fault(403, "REQUEST_LIMIT_EXCEEDED", "ConcurrentPerOrgLongTxn Limit exceeded.")
TOO_LONG = Fault(414, "URI_TOO_LONG", "The length of the URI exceeds the 16,384 byte limit.")


def unreadable(told: str) -> Fault:
    """400: the body isn't what it should be."""
    return Fault(400, "JSON_PARSER_ERROR", told)


def no_such_object(name: str) -> Fault:
    """400: a query names what the organisation doesn't have."""
    told = f"sObject type '{name}' is not supported. If you are attempting to use a custom object, be sure to append"
    return Fault(400, "INVALID_TYPE", f"{told} the '__c' after the entity name.")


def no_such_column(field_name: str, name: str) -> Fault:
    """400: a query names a field that the object doesn't have."""
    return Fault(400, "INVALID_FIELD", f"No such column '{field_name}' on entity '{name}'.")


def misfit(kind: str, value: object) -> RowFault:
    """A row whose JSON doesn't fit the field's type (recorded)."""
    shown = str(value).lower() if isinstance(value, bool) else value
    told = f"Cannot deserialize instance of {kind} from VALUE_STRING value {shown}"
    told += " or request may be missing a required field at [Source: N/A; line: -1, column: -1][line:-1, column:-1]"
    return RowFault("JSON_PARSER_ERROR", told)


DELETED = RowFault("ENTITY_IS_DELETED", "entity is deleted")
NO_SUCH_ROW = RowFault("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id")
CONVERTED = RowFault("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead")
MEMBER_ALREADY = RowFault("DUPLICATE_VALUE", "Already a campaign member.")
