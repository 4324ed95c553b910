"""Which call goes to which handler; paths come with or without `.json`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from joey.adapters.destinations.zendesk.sandbox import bulk, errors
from joey.adapters.destinations.zendesk.sandbox.account import ANONYMOUS
from joey.adapters.destinations.zendesk.sandbox.books import Books
from joey.adapters.destinations.zendesk.sandbox.errors import Fault
from joey.adapters.destinations.zendesk.sandbox.people import Identity, User
from joey.adapters.sandbox import Json, Reply, Request, Routes

Parts = dict[str, str]
OfUser = Callable[[Books, User, Request, Parts], Json | Fault]

_USERS = "/api/v2/users"
_MOST_SHOWN, _PAGE = 100, 100


def routes(books: Books) -> Routes:
    """The table of every call that the Sandbox answers."""
    table = Routes()
    table.add("POST", "/oauth/tokens", lambda request, _: _token(request))
    table.add("GET", _USERS + "/me", lambda request, _: _me(books, request))
    table.add("GET", "/api/v2/user_fields", lambda request, _: _paged(request, "user_fields", books.fields))
    table.add("GET", _USERS + "/search", lambda request, _: _search(books, request))
    table.add("GET", _USERS + "/show_many", lambda request, _: _show_many(books, request))
    bulk.add_to(table, books)
    _users(books, table)
    _identities(books, table)
    return table


def _token(request: Request) -> Reply:
    """Client credentials, or a refresh token that is replaced (documentation: OAuth tokens for grant types)."""
    sent = request.headers.get("content-type", "")
    given = request.json() if "json" in sent else request.form()
    if "wrong" in (given.get("client_secret"), given.get("client_id")) or not given.get("client_id"):
        return errors.BAD_CLIENT.reply()
    if given.get("grant_type") not in {"client_credentials", "refresh_token"}:
        return errors.BAD_GRANT.reply()
    token = {"access_token": "made-token", "token_type": "bearer", "scope": "read write", "expires_in": 1800}
    return Reply(200, token)


def _me(books: Books, request: Request) -> Reply:
    known = request.headers.get("authorization")
    return Reply(200, {"user": books.shown(books.admin) if known else ANONYMOUS})


def _paged(request: Request, name: str, rows: Sequence[Json]) -> Reply:
    page, size = int(request.param("page", "1")), min(int(request.param("per_page", str(_PAGE))), _PAGE)
    shown = rows[(page - 1) * size : page * size]
    more = len(rows) > page * size
    address = f"https://d3v-grouparoo.zendesk.com{request.path}.json?page="
    body = {
        name: shown,
        "next_page": f"{address}{page + 1}" if more else None,
        "previous_page": f"{address}{page - 1}" if page > 1 else None,
        "count": len(rows),
    }
    return Reply(200, body)


def _search(books: Books, request: Request) -> Reply:
    """From an index that lags: `external_id` exactly, `query` by address or as a part of what is said of a user."""
    seen_until = books.now() - books.switches.search_lag_seconds
    users = [user for user in books.people.active() if user.changed <= seen_until]
    if request.params("external_id"):
        wanted = request.param("external_id").lower()
        found = [user for user in users if (user.external_id or "").lower() == wanted]
    else:
        found = [user for user in users if _speaks_of(user, request.param("query").strip().lower())]
    return _paged(request, "users", [books.shown(user) for user in found])


def _speaks_of(user: User, query: str) -> bool:
    if query.startswith("email:"):
        return user.holds(query.removeprefix("email:").strip('"'))
    told = " ".join(str(text) for text in (user.name, user.more.get("notes"), user.more.get("details")) if text)
    return bool(query) and (user.holds(query) or query in told.lower())


def _show_many(books: Books, request: Request) -> Reply:
    """Only those that are there come back; deleted ones have no external id, and are shown by id."""
    by_key = bool(request.params("external_ids"))
    asked = [part for part in request.param("external_ids" if by_key else "ids").split(",") if part]
    if not asked or len(asked) > _MOST_SHOWN:
        return errors.bad_request(f"ids or external_ids must name 1 to {_MOST_SHOWN} users").reply()
    if by_key:
        found = [books.people.by_external_id(part) for part in asked]
    elif not all(part.isdigit() for part in asked):
        return errors.bad_request("ids must be integers").reply()
    else:
        found = [books.people.users.get(int(part)) for part in asked]
    users = {user.id: user for user in found if user is not None}
    return _paged(request, "users", [books.shown(user) for user in users.values()])


def _users(books: Books, table: Routes) -> None:
    one = _USERS + "/{id}"
    table.add("POST", _USERS, lambda request, _: _made(books, books.desk().create(_user(request)), 201))
    table.add("POST", _USERS + "/create_or_update", lambda request, _: _create_or_update(books, request))
    table.add("GET", one, _on(books, lambda b, user, _, __: {"user": b.shown(user)}, deleted=True))
    table.add("PUT", one, _on(books, _updated))
    table.add("DELETE", one, _on(books, _deleted))


def _user(request: Request) -> Json:
    return request.json().get("user")


def _made(books: Books, came: User | Fault, status: int) -> Reply:
    return came.reply() if isinstance(came, Fault) else Reply(status, {"user": books.shown(came)})


def _create_or_update(books: Books, request: Request) -> Reply:
    came, fresh = books.desk().create_or_update(_user(request))
    return _made(books, came, 201 if fresh else 200)


def _on(books: Books, handle: OfUser, *, deleted: bool = False, status: int = 200) -> Callable[[Request, Parts], Reply]:
    """A handler of one user; deleted ones are found only where ``deleted``."""

    def answer(request: Request, at: Parts) -> Reply:
        user = books.people.users.get(int(at["id"])) if at["id"].isdigit() else None
        if user is None or not (user.active or deleted):
            return errors.NOT_FOUND.reply()
        came = handle(books, user, request, at)
        if isinstance(came, Fault):
            return came.reply()
        return Reply(204) if came is None else Reply(status, came)

    return answer


def _updated(books: Books, user: User, request: Request, _: Parts) -> Json | Fault:
    came = books.desk().update(user, _user(request))
    return came if isinstance(came, Fault) else {"user": books.shown(came)}


def _deleted(books: Books, user: User, _: Request, __: Parts) -> Json | Fault:
    books.people.delete(user, books.now())
    return {"user": books.shown(user)}


def _identities(books: Books, table: Routes) -> None:
    all_of_them = _USERS + "/{id}/identities"
    table.add("GET", all_of_them, _on(books, lambda _, user, request, __: _listed(request, user)))
    table.add("POST", all_of_them, _on(books, _identify, status=201))
    table.add("PUT", all_of_them + "/{identity}/make_primary", _on(books, _make_primary))
    table.add("DELETE", all_of_them + "/{identity}", _on(books, _drop))


def _listed(request: Request, user: User) -> Json:
    """The primary one first (recorded)."""
    rows = sorted(user.identities, key=lambda one: not one.primary)
    return _paged(request, "identities", [one.shown(user.id) for one in rows]).body


def _identify(books: Books, user: User, request: Request, _: Parts) -> Json | Fault:
    came = books.desk().identify(user, request.json().get("identity"))
    return came if isinstance(came, Fault) else {"identity": came.shown(user.id)}


def _identity(user: User, at: Parts) -> Identity | None:
    return next((one for one in user.identities if str(one.id) == at["identity"]), None)


def _make_primary(books: Books, user: User, request: Request, at: Parts) -> Json | Fault:
    chosen = _identity(user, at)
    if chosen is None:
        return errors.NOT_FOUND
    for one in user.identities:
        one.primary, one.changed = one is chosen, books.now()
    user.changed = books.now()
    return _listed(request, user)


def _drop(_: Books, user: User, __: Request, at: Parts) -> Json | Fault:
    chosen = _identity(user, at)
    if chosen is None:
        return errors.NOT_FOUND
    if chosen.primary:
        return errors.Fault(403, "Forbidden", "The primary identity can't be removed")
    user.identities.remove(chosen)
    return None
