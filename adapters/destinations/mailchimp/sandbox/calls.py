"""Which call goes to which handler."""

from __future__ import annotations

from collections.abc import Callable

from joey.adapters.destinations.mailchimp.sandbox import account, errors
from joey.adapters.destinations.mailchimp.sandbox.audience import Audience, Member
from joey.adapters.destinations.mailchimp.sandbox.batches import Batch, archive
from joey.adapters.destinations.mailchimp.sandbox.books import Books
from joey.adapters.destinations.mailchimp.sandbox.errors import Fault
from joey.adapters.destinations.mailchimp.sandbox.importing import import_members
from joey.adapters.destinations.mailchimp.sandbox.merging import TYPES
from joey.adapters.destinations.mailchimp.sandbox.picking import paged, picked
from joey.adapters.sandbox import Json, Reply, Request, Routes

Parts = dict[str, str]
OfAudience = Callable[[Books, Audience, Request, Parts], Json | Fault | None]

_LIST = "/3.0/lists/{list}"
_ARCHIVABLE = ("subscribed", "unsubscribed", "transactional")


def routes(books: Books) -> Routes:
    """The table of every call that the Sandbox answers."""
    table = Routes()
    _account(books, table)
    _audience(books, table)
    _members(books, table)
    _tags(books, table)
    _batches(books, table)
    return table


def _account(books: Books, table: Routes) -> None:
    def root(request: Request, _: Parts) -> Reply:
        return Reply(200, picked(request, account.ACCOUNT))

    table.add("GET", "/3.0", root)
    table.add("GET", "/3.0/", root)
    table.add("GET", "/3.0/ping", lambda _, __: Reply(200, {"health_status": "Everything's Chimpy!"}))
    table.add("GET", "/oauth2/metadata", lambda _, __: Reply(200, account.METADATA))
    table.add("GET", "/3.0/lists", lambda request, _: Reply(200, picked(request, _lists(books, request))))
    table.add("GET", "/3.0/search-members", lambda request, _: Reply(200, picked(request, _search(books, request))))


def _lists(books: Books, request: Request) -> Json:
    rows = [one.described() for one in books.audiences.values()]
    constraints = {"may_create": False, "max_instances": 5, "current_total_instances": 5}
    return paged(request, "lists", rows) | {"constraints": constraints}


def _search(books: Books, request: Request) -> Json:
    """By e-mail, exactly; names are beyond this Sandbox."""
    asked = request.param("query").strip().lower()
    within = request.param("list_id")
    audiences = [one for one in books.audiences.values() if within in ("", one.id)]
    found = [audience.shown(one) for audience in audiences if (one := audience.by_email(asked)) is not None]
    exact = {"members": found, "total_items": len(found)}
    return {"exact_matches": exact, "full_search": {"members": [], "total_items": 0}}


def _on(books: Books, handle: OfAudience) -> Callable[[Request, Parts], Reply]:
    def answer(request: Request, at: Parts) -> Reply:
        audience = books.audiences.get(at["list"])
        came = errors.NOT_FOUND if audience is None else handle(books, audience, request, at)
        if isinstance(came, Fault):
            return books.refuse(came)
        return Reply(204) if came is None else Reply(200, picked(request, came))

    return answer


def _audience(books: Books, table: Routes) -> None:
    fields = _LIST + "/merge-fields"
    table.add("GET", _LIST, _on(books, lambda _, audience, __, ___: audience.described()))
    table.add("POST", _LIST, _on(books, _import))
    table.add("GET", fields, _on(books, lambda _, a, r, __: _fields(a, r)))
    table.add("POST", fields, _on(books, lambda _, a, r, __: _new_field(a, r.json())))


def _import(books: Books, audience: Audience, request: Request, _: Parts) -> Json | Fault:
    return import_members(books.desk(audience), request.json(), lenient=_lenient(request))


def _fields(audience: Audience, request: Request) -> Json:
    rows = [audience.fields[tag] for tag in sorted(audience.fields)]
    return paged(request, "merge_fields", rows) | {"list_id": audience.id}


def _new_field(audience: Audience, body: Json) -> Json | Fault:
    if body.get("type") not in TYPES or not body.get("name"):
        return errors.misshapen("type", "This value should not be blank.")
    tag = body.get("tag") or f"MMERGE{len(audience.fields) + 1}"
    if tag in audience.fields:
        return Fault(400, "Invalid Resource", f'A Merge Field with the tag "{tag}" already exists for this list.')
    return audience.define({**body, "tag": tag.upper()})


def _lenient(request: Request) -> bool:
    return request.param("skip_merge_validation").lower() == "true"


def _members(books: Books, table: Routes) -> None:
    members = _LIST + "/members"
    one = members + "/{id}"
    table.add("GET", members, _on(books, lambda _, a, r, __: _listed(a, r)))
    table.add(
        "POST", members, _on(books, lambda b, a, r, _: _shown(a, b.desk(a).create(r.json(), lenient=_lenient(r))))
    )
    table.add("GET", one, _on(books, lambda _, a, __, at: _shown(a, a.find(at["id"]) or errors.NOT_FOUND)))
    table.add(
        "PUT", one, _on(books, lambda b, a, r, at: _shown(a, b.desk(a).put(at["id"], r.json(), lenient=_lenient(r))))
    )
    table.add(
        "PATCH",
        one,
        _on(books, lambda b, a, r, at: _shown(a, b.desk(a).patch(at["id"], r.json(), lenient=_lenient(r)))),
    )
    table.add("DELETE", one, _on(books, lambda b, a, _, at: _archive(a.find(at["id"]), b.now())))
    table.add("POST", one + "/actions/delete-permanent", _on(books, lambda _, a, __, at: _forget(a, a.find(at["id"]))))


def _shown(audience: Audience, came: Member | Fault) -> Json | Fault:
    return came if isinstance(came, Fault) else audience.shown(came)


def _listed(audience: Audience, request: Request) -> Json:
    status = request.param("status")
    rows = [audience.shown(one) for one in audience.members.values() if status in ("", one.status)]
    return paged(request, "members", rows) | {"list_id": audience.id}


def _archive(member: Member | None, now: float) -> Fault | None:
    """204; 405 where it is archived already, or bounced or pending (recorded)."""
    if member is None:
        return errors.NOT_FOUND
    if member.status not in _ARCHIVABLE:
        return errors.NOT_ARCHIVABLE
    member.status, member.changed = "archived", now
    return None


def _forget(audience: Audience, member: Member | None) -> Fault | None:
    if member is None:
        return errors.NOT_FOUND
    audience.forget(member)
    return None


def _tags(books: Books, table: Routes) -> None:
    segments = _LIST + "/segments"
    one = segments + "/{segment}"
    own = _LIST + "/members/{id}/tags"
    table.add("POST", own, _on(books, lambda b, a, r, at: b.tagging(a).one(at["id"], r.json())))
    table.add("GET", own, _on(books, lambda _, a, __, at: _own_tags(a, a.find(at["id"]))))
    table.add("GET", _LIST + "/tag-search", _on(books, lambda _, a, r, __: _tag_search(a, r.param("name"))))
    table.add("GET", segments, _on(books, lambda _, a, r, __: _segments(a, r)))
    table.add("POST", segments, _on(books, _new_segment))
    table.add("GET", one, _on(books, lambda _, a, __, at: _segment(a, at)))
    table.add("POST", one, _on(books, _change_segment))
    table.add("DELETE", one, _on(books, _delete_segment))
    table.add("GET", one + "/members", _on(books, lambda _, a, r, at: _segment_members(a, r, at)))


def _own_tags(audience: Audience, member: Member | None) -> Json | Fault:
    if member is None:
        return errors.NOT_FOUND
    told = audience.shown(member)
    return {"tags": told["tags"], "total_items": len(told["tags"])}


def _tag_search(audience: Audience, prefix: str) -> Json:
    """Tags whose name begins so, in whatever case (spec: tag search)."""
    found = [tag for tag in audience.tags.values() if tag.name.lower().startswith(prefix.strip().lower())]
    return {"tags": [{"id": tag.id, "name": tag.name} for tag in found], "total_items": len(found)}


def _segments(audience: Audience, request: Request) -> Json:
    return paged(request, "segments", [audience.shown_tag(tag) for tag in audience.tags.values()])


def _new_segment(books: Books, audience: Audience, request: Request, _: Parts) -> Json | Fault:
    made = books.tagging(audience).create(request.json())
    return made if isinstance(made, Fault) else audience.shown_tag(made)


def _segment(audience: Audience, at: Parts) -> Json | Fault:
    tag = audience.tags.get(_number(at["segment"]))
    return errors.NOT_FOUND if tag is None else audience.shown_tag(tag)


def _change_segment(books: Books, audience: Audience, request: Request, at: Parts) -> Json | Fault:
    tag = audience.tags.get(_number(at["segment"]))
    return errors.NOT_FOUND if tag is None else books.tagging(audience).many(tag, request.json())


def _delete_segment(books: Books, audience: Audience, _: Request, at: Parts) -> Fault | None:
    tag = audience.tags.get(_number(at["segment"]))
    if tag is None:
        return errors.NOT_FOUND
    books.tagging(audience).delete(tag)
    return None


def _segment_members(audience: Audience, request: Request, at: Parts) -> Json | Fault:
    tag = audience.tags.get(_number(at["segment"]))
    if tag is None:
        return errors.NOT_FOUND
    return paged(request, "members", [audience.shown(one) for one in audience.tagged(tag)])


def _number(text: str) -> int:
    return int(text) if text.isdigit() else -1


def _batches(books: Books, table: Routes) -> None:
    def submit(request: Request, _: Parts) -> Reply:
        made = books.batches.submit(request.json(), books.now(), books.switches.job_delay)
        return books.refuse(made) if isinstance(made, Fault) else _batch(books, request, made, fresh=True)

    def polled(request: Request, at: Parts) -> Reply:
        batch = books.batches.held.get(at["id"])
        return books.refuse(errors.NOT_FOUND) if batch is None else _batch(books, request, batch)

    def results(_: Request, at: Parts) -> Reply:
        batch = books.batches.held.get(at["id"])
        if batch is None or batch.results is None:
            return Reply(404, b"<Error><Code>NoSuchKey</Code></Error>", {"content-type": "application/xml"})
        return Reply(200, archive(batch), {"content-type": "application/x-gzip"})

    table.add("POST", "/3.0/batches", submit)
    table.add("GET", "/3.0/batches/{id}", polled)
    table.add("DELETE", "/3.0/batches/{id}", lambda _, at: _cancelled(books, at["id"]))
    table.add("GET", "/batch-results/{id}-response.tar.gz", results)


def _batch(books: Books, request: Request, batch: Batch, *, fresh: bool = False) -> Reply:
    told = books.batches.shown(batch, books.now(), f"http://{request.headers.get('host', 'localhost')}/mailchimp")
    return Reply(200, picked(request, told | ({"status": "pending"} if fresh else {})))


def _cancelled(books: Books, batch_id: str) -> Reply:
    if books.batches.held.pop(batch_id, None) is None:
        return books.refuse(errors.NOT_FOUND)
    return Reply(204)
