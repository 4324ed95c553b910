"""Which call goes to which handler."""

from __future__ import annotations

import base64
from collections.abc import Callable

import orjson

from joey.adapters.destinations.facebook.sandbox import entries, errors
from joey.adapters.destinations.facebook.sandbox.account import Audience, Books
from joey.adapters.destinations.facebook.sandbox.errors import Fault
from joey.adapters.sandbox import Json, Reply, Request, Routes

Parts = dict[str, str]
Handler = Callable[[Request, Parts], Json | Fault]
OfAudience = Callable[[Books, Audience, Request], Json | Fault]

SOURCES = ("USER_PROVIDED_ONLY", "PARTNER_PROVIDED_ONLY", "BOTH_USER_AND_PARTNER_PROVIDED")
_SUBTYPES = ("CUSTOM", "LOOKALIKE", "WEBSITE", "APP", "ENGAGEMENT")
_PAGE, _LARGEST_PAGE = 25, 5_000


def routes(books: Books) -> Routes:
    """The table of every call that the Sandbox answers."""
    table = Routes()
    account, audience = "/{version}/act_{account}", "/{version}/{audience}"
    _add(table, "GET", "/{version}/me", lambda _, __: {"name": "Joey", "id": "122100000000000001"})
    _add(table, "GET", account, lambda r, at: _of_account(books, r, at, _account))
    _add(table, "GET", account + "/customaudiences", lambda r, at: _of_account(books, r, at, _listed))
    _add(table, "POST", account + "/customaudiences", lambda r, at: _of_account(books, r, at, _made))
    for method, path, handle in (
        ("GET", audience, lambda _, a, r: a.shown(r.param("fields"))),
        ("DELETE", audience, _dropped),
        ("POST", audience + "/users", _added),
        ("DELETE", audience + "/users", _removed),
        ("POST", audience + "/usersreplace", _replaced),
        ("GET", audience + "/sessions", _sessions),
    ):
        _add(table, method, path, _on(books, handle))
    return table


def _add(table: Routes, method: str, path: str, handle: Handler) -> None:
    def answer(request: Request, at: Parts) -> Reply:
        came = handle(request, at)
        return came.reply() if isinstance(came, Fault) else Reply(200, came)

    table.add(method, path, answer)


def _of_account(
    books: Books, request: Request, at: Parts, handle: Callable[[Books, Request], Json | Fault]
) -> Json | Fault:
    if at["account"] != books.account["account_id"]:
        return errors.no_object(request.method, f"act_{at['account']}")
    return handle(books, request)


def _on(books: Books, handle: OfAudience) -> Handler:
    def answer(request: Request, at: Parts) -> Json | Fault:
        audience = books.audiences.get(at["audience"])
        return (
            errors.no_object(request.method, at["audience"]) if audience is None else handle(books, audience, request)
        )

    return answer


def _account(books: Books, request: Request) -> Json:
    shown = {name: books.account[name] for name in request.param("fields").split(",") if name in books.account}
    return {**shown, "id": f"act_{books.account['account_id']}"}


def _listed(books: Books, request: Request) -> Json | Fault:
    asked = request.param("limit", str(_PAGE))
    if not asked.isdigit() or int(asked) == 0:
        return errors.parameter("param limit must be a positive integer.")
    rows, size = books.newest_first(), min(int(asked), _LARGEST_PAGE)
    after = _place(request.param("after"))
    if after is None:
        return errors.parameter("param after must be a valid cursor.")
    page = rows[after : after + size]
    body: Json = {"data": [one.shown(request.param("fields")) for one in page]}
    if page:
        last = after + len(page)
        body["paging"] = {"cursors": {"before": _cursor(after), "after": _cursor(last)}}
        if last < len(rows):
            body["paging"]["next"] = f"https://graph.facebook.com{request.path}?limit={size}&after={_cursor(last)}"
    return body


def _cursor(place: int) -> str:
    return base64.b64encode(f"at:{place}".encode()).decode()


def _place(cursor: str) -> int | None:
    try:
        return int(base64.b64decode(cursor).decode().removeprefix("at:")) if cursor else 0
    except ValueError:
        return None


def given(request: Request) -> dict[str, Json]:
    """Parameters from query and body: JSON, or a form whose values may be JSON."""
    body: Json = {}
    if request.body:
        is_form = "form" in request.headers.get("content-type", "")
        body = request.form() if is_form else request.json()
    both: dict[str, Json] = {**dict(request.query), **(body if isinstance(body, dict) else {})}
    return {name: _parsed(value) if name in {"payload", "session"} else value for name, value in both.items()}


def _parsed(value: Json) -> Json:
    try:
        return orjson.loads(value) if isinstance(value, str) else value
    except orjson.JSONDecodeError:
        return value


def _made(books: Books, request: Request) -> Json | Fault:
    asked = given(request)
    name, subtype = asked.get("name"), asked.get("subtype")
    if not isinstance(name, str) or not name.strip():
        return errors.parameter("The parameter name is required")
    if subtype not in _SUBTYPES:
        return errors.parameter(f"Param subtype must be one of {{{', '.join(_SUBTYPES)}}}")
    if subtype == "CUSTOM" and asked.get("customer_file_source") not in SOURCES:
        return errors.parameter(f"Param customer_file_source must be one of {{{', '.join(SOURCES)}}}")
    if not books.terms_accepted:
        return errors.NO_TERMS
    kept = ("name", "subtype", "description", "customer_file_source", "retention_days")
    made = books.make({field: asked[field] for field in kept if field in asked} | {"time_created": books.now()})
    return {"id": made.id}


def _dropped(books: Books, audience: Audience, _: Request) -> Json:
    del books.audiences[audience.id]
    return {"success": True}


def _added(books: Books, audience: Audience, request: Request) -> Json | Fault:
    return _uploaded(books, audience, request, lambda upload: audience.add(upload.members))


def _removed(books: Books, audience: Audience, request: Request) -> Json | Fault:
    return _uploaded(books, audience, request, lambda upload: audience.remove(upload.members))


def _replaced(books: Books, audience: Audience, request: Request) -> Json | Fault:
    if not isinstance(given(request).get("session"), dict):
        return errors.parameter("The parameter session is required")

    def replace(upload: entries.Upload) -> None:
        audience.members.clear()
        audience.add(upload.members)

    return _uploaded(books, audience, request, replace)


def _uploaded(
    books: Books, audience: Audience, request: Request, act: Callable[[entries.Upload], None]
) -> Json | Fault:
    if audience.fields.get("subtype") != "CUSTOM":
        return errors.parameter("Users can be changed only in audiences of subtype CUSTOM.")
    if audience.flagged:
        return errors.FLAGGED
    asked = given(request)
    session = _session(books, asked.get("session"))
    upload = entries.read(asked.get("payload"), books.switches)
    if isinstance(session, Fault):
        return session
    if isinstance(upload, Fault):
        return upload
    act(upload)
    _kept(audience, session, asked.get("session"), upload)
    return {
        "audience_id": audience.id,
        "session_id": session,
        "num_received": upload.received,
        "num_invalid_entries": upload.refused,
        "invalid_entry_samples": upload.invalid,
    }


def _session(books: Books, asked: Json) -> str | Fault:
    """The id of the upload's session; one is made up for an upload without."""
    if asked is None:
        return books.session()
    parts = asked if isinstance(asked, dict) else {}
    seq = parts.get("batch_seq")
    if not isinstance(parts.get("session_id"), int) or not isinstance(seq, int) or seq < 1:
        return errors.parameter("param session must have session_id and batch_seq, from 1 on.")
    if not isinstance(parts.get("last_batch_flag"), bool):
        return errors.parameter("param session must have last_batch_flag.")
    return str(parts["session_id"])


def _kept(audience: Audience, session: str, asked: Json, upload: entries.Upload) -> None:
    held = audience.sessions.setdefault(session, {"session_id": session, "num_received": 0, "num_invalid_entries": 0})
    held["num_received"] += upload.received
    held["num_invalid_entries"] += upload.refused
    held["stage"] = "completed" if asked is None or asked.get("last_batch_flag") else "uploading"


def _sessions(_: Books, audience: Audience, request: Request) -> Json:
    wanted = request.param("session_id")
    return {"data": [one for id_, one in audience.sessions.items() if wanted in ("", id_)]}
