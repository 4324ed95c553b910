"""Writes of many users by jobs, and the jobs' states."""

from __future__ import annotations

from joey.adapters.destinations.zendesk.sandbox import errors
from joey.adapters.destinations.zendesk.sandbox.books import Books
from joey.adapters.destinations.zendesk.sandbox.errors import Fault
from joey.adapters.destinations.zendesk.sandbox.jobs import Job, Run
from joey.adapters.destinations.zendesk.sandbox.people import User
from joey.adapters.sandbox import Json, Reply, Request, Routes

_USERS, _JOBS = "/api/v2/users", "/api/v2/job_statuses"


def add_to(table: Routes, books: Books) -> None:
    """The calls that make jobs, and those that ask for them."""
    imports = "Bulk Create User"
    table.add("POST", f"{_USERS}/create_many", lambda r, _: _import(books, r, imports, _create(books)))
    table.add("POST", f"{_USERS}/create_or_update_many", lambda r, _: _import(books, r, imports, _upsert(books)))
    table.add("PUT", f"{_USERS}/update_many", lambda r, _: _import(books, r, "Bulk Update User", _update(books)))
    table.add("DELETE", f"{_USERS}/destroy_many", lambda r, _: _destroy(books, r))
    table.add("GET", f"{_JOBS}/show_many", lambda r, _: _shown(books, r.param("ids").split(",")))
    table.add("GET", f"{_JOBS}/{{id}}", lambda _, at: _polled(books, at["id"]))


def _import(books: Books, request: Request, kind: str, run: Run) -> Reply:
    """Not every account may (documentation: bulk user imports are not enabled by default)."""
    if not books.imports:
        return errors.NO_IMPORTS.reply()
    rows = request.json().get("users")
    if kind == "Bulk Update User" and isinstance(rows, list):
        for place, row in enumerate(rows):
            if not isinstance(row.get("id", row.get("external_id")), int | str):
                return errors.bad_request(f"users.{place}.id must be an integer").reply()
    return _submitted(books, kind, rows, run)


def _submitted(books: Books, kind: str, rows: Json, run: Run) -> Reply:
    job = books.jobs.submit(kind, rows, run, books.now(), books.switches.job_delay)
    if isinstance(job, Fault):
        return job.reply()
    shown = job.shown(books.now())
    return Reply(200, {"job_status": {**shown, "status": "queued", "results": None, "message": None}})


def _destroy(books: Books, request: Request) -> Reply:
    named = request.param("ids") or request.param("external_ids")
    by_id = bool(request.params("ids"))

    def run(_: int, row: Json) -> Json:
        user = _user(books, row) if by_id else books.people.by_external_id(row)
        if user is None:
            return _failed_update("delete", row, errors.NOT_FOUND)
        books.people.delete(user, books.now())
        return {"id": user.id, "action": "delete", "success": True, "status": "Deleted"}

    return _submitted(books, "Bulk Delete User", [part for part in named.split(",") if part], run)


def _create(books: Books) -> Run:
    def run(index: int, row: Json) -> Json:
        return _imported(index, row, books.desk().create(row), "Created")

    return run


def _upsert(books: Books) -> Run:
    def run(index: int, row: Json) -> Json:
        came, fresh = books.desk().create_or_update(row)
        return _imported(index, row, came, "Created" if fresh else "Updated")

    return run


def _update(books: Books) -> Run:
    def run(_: int, row: Json) -> Json:
        user = _user(books, row["id"]) if "id" in row else books.people.by_external_id(row.get("external_id"))
        came = errors.NOT_FOUND if user is None else books.desk().update(user, row)
        if isinstance(came, Fault):
            return _failed_update("update", row.get("id"), came)
        return {"id": came.id, "action": "update", "success": True, "status": "Updated"}

    return run


def _user(books: Books, user_id: object) -> User | None:
    user = books.people.users.get(int(str(user_id))) if str(user_id).isdigit() else None
    return user if user is not None and user.active else None


def _imported(index: int, row: Json, came: User | Fault, status: str) -> Json:
    """A row of an import, as it was seen live in 2025; what a failed one looks like is from the documentation."""
    told = {"email": row.get("email"), "external_id": row.get("external_id")}
    if isinstance(came, Fault):
        return {"index": index, "status": "Failed", "error": "UserCreateError", "details": came.told(), **told}
    return {"id": came.id, "status": status, **told}


def _failed_update(action: str, user_id: object, fault: Fault) -> Json:
    shown_id = int(str(user_id)) if str(user_id).isdigit() else user_id
    told = {"id": shown_id, "action": action, "success": False, "status": "Failed"}
    return {**told, "error": fault.error, "details": fault.told()}


def _polled(books: Books, job_id: str) -> Reply:
    job = books.jobs.held.get(job_id)
    return errors.NOT_FOUND.reply() if job is None else Reply(200, {"job_status": job.shown(books.now())})


def _shown(books: Books, ids: list[str]) -> Reply:
    jobs: list[Job] = [books.jobs.held[one] for one in ids if one in books.jobs.held]
    return Reply(200, {"job_statuses": [job.shown(books.now()) for job in jobs]})
