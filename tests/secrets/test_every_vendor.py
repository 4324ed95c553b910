"""A secret that a vendor throws back, however it's spelt and wherever, is never seen; with every vendor."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import logging
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, quote_plus, unquote_plus

import httpx
import pytest
from dependency_injector import providers
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from joey import Container
from joey.adapters import logging as joey_logging
from joey.adapters.cli.voice import as_json
from joey.adapters.ledgers.files.store import FileLedgers
from joey.adapters.redaction import PROCESS
from tests.hostile.everywhere import WAYS, Answer, Everywhere

NASTY = st.text("\"'\\/&=+%<>{}$;:@#?| ~é漢", max_size=6)
PRINTABLE = st.text("\"'\\/&=+%<>{}$;:@#?|~", max_size=6)
SERIAL = st.integers(0, 2**40).map(lambda number: hashlib.sha256(b"%d" % number).hexdigest()[:12])
STATUSES = (200, 400, 401, 403, 404, 409, 422, 429, 500, 503)


def secrets_of(nasty: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """A text that nothing else holds, with characters that are written otherwise here and there."""
    return st.tuples(SERIAL, nasty, SERIAL).map("".join)


def spellings(secret: str) -> set[str]:
    """How others may write it; made without Joey's own list."""
    data = secret.encode()
    whole = {secret, json.dumps(secret)[1:-1], repr(secret)[1:-1], quote(data), quote(data, safe=""), quote_plus(data)}
    return whole | {base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode()}


def echo(request: httpx.Request, status: int, style: str) -> httpx.Response:
    """All of the request, in the vendor's complaint about it."""
    said = [
        f"{request.method} {request.url}",
        unquote_plus(str(request.url)),
        request.content.decode("utf-8", "replace"),
    ]
    said += [unquote_plus(said[-1]), *(f"{name}: {value}" for name, value in request.headers.items())]
    scheme, _, pair = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        said.append(base64.b64decode(pair).decode("utf-8", "replace"))
    text = said[0] if style == "url" else " | ".join(said)
    if style == "text":
        return httpx.Response(status, text=text)
    if style == "header":
        return httpx.Response(302, headers={"location": f"https://elsewhere.example/?said={quote(text[:2000])}"})
    names = ("message", "error", "detail", "title", "error_description", "errormsg", "description", "code", "reason")
    told: dict[str, object] = dict.fromkeys(names, text)
    listed = {"errors": [dict(told)], "requestId": "1", "success": False, "status": "error", "category": "X"}
    body = {**told, **listed} if style == "flat" else {"error": {**told, "message": text}, **listed}
    return httpx.Response(status, json=body)


def echoing(there: Everywhere, after: int, status: int, style: str) -> Answer:
    async def answer(request: httpx.Request) -> httpx.Response:
        return await there.sandbox(request) if there.calls <= after else echo(request, status, style)

    return answer


@contextmanager
def listening() -> Generator[io.StringIO]:
    """All that is logged, at any level."""
    out = io.StringIO()
    root, ours = logging.getLogger(), logging.getLogger("joey")
    before = (list(root.handlers), root.level, ours.level)
    joey_logging.configure(logging.DEBUG, out, as_json=True)
    try:
        yield out
    finally:
        root.handlers[:], level, our_level = before
        root.setLevel(level)
        ours.setLevel(our_level)


def told(there: Everywhere) -> Iterator[str]:
    """All that the services answer: as values, and as JSON for programs and for people who asked to see."""
    check = there.container().check_service().check_now()
    plan = there.container().plan_service().plan_now(remote=True)
    run = there.container().run_service().run_now()
    explained = there.container().explain_service().explain_now("there", "1")
    rejected = there.container().standing_service().rejected_now()
    for report in (check, plan, run, explained, rejected):
        yield repr(report)
        yield as_json({"report": report if not hasattr(report, "unwrap") else str(report)}, personal=True).decode()


def kept(there: Everywhere) -> str:
    """All that the Ledgers hold."""
    shelves = there.ledgers._shelves.values()  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] - there's no other way in
    return repr([(shelf.pages, shelf.journal) for shelf in shelves])


@pytest.mark.parametrize("name", sorted(WAYS))
def test_a_secret_is_never_seen(name: str, tmp_path: Path) -> None:
    way = WAYS[name]

    @settings(max_examples=4, phases=[Phase.generate])
    @given(
        st.fixed_dictionaries({option: secrets_of(PRINTABLE) for option in way.secret}),
        st.integers(0, 9),
        st.sampled_from(STATUSES),
        st.sampled_from(["flat", "nested", "text", "header", "url"]),
    )
    def never_seen(secrets: Mapping[str, str], after: int, status: int, style: str) -> None:
        there = Everywhere(tmp_path, way, secrets=secrets)
        there.answer = echoing(there, after, status, style)
        with listening() as log:
            out = [*told(there), kept(there)]
        seen = "\n".join((*out, log.getvalue()))
        for secret in secrets.values():
            assert not {form for form in spellings(secret) if form in seen}

    never_seen()


@settings(max_examples=20, phases=[Phase.generate])
@given(secrets_of(NASTY), st.sampled_from(["api_key", "list_id", "base_url", "unknown", "type", "mapping"]))
def test_nor_in_what_is_wrong_with_a_project(secret: str, where: str) -> None:
    """As the value of a variable that sounds like a secret, wherever the file uses it."""
    there = Everywhere(Path(__file__).parent, WAYS["mailchimp"], secrets={"api_key": secret})
    project = there.project()
    app, destination = project["apps"]["app"], project["destinations"]["there"]
    reference = "${JOEY_TEST_API_KEY}"
    if where == "type":
        app["type"] = reference
    elif where == "mapping":
        destination["mapping"] = {reference: reference}
    elif where == "list_id":
        destination["options"] = {"list_id": {"not": reference}, reference: 1}
    else:
        app["options"][where] = f"http://{reference}" if where == "base_url" else [reference]
    read = Container.from_dict(project, there.folder, there.env)
    seen = PROCESS.text(str(read)) if where == "api_key" else str(read)
    assert not {form for form in spellings(secret) if form in seen}


def test_nor_in_any_file(tmp_path: Path) -> None:
    """Ledgers as they lie on the disk, after a run whose writes were all answered with what they had said."""
    for way in WAYS.values():
        secrets = {option: f"{option}-0123456789abcdef" for option in way.secret}
        there = Everywhere(tmp_path, way, secrets=secrets)
        there.answer = echoing(there, 3, 400, "flat")
        container = there.container()
        container.ledgers.override(providers.Object(FileLedgers(tmp_path / "ledger", there.clock)))
        container.run_service().run_now()
    data = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert len(data) > 0
    assert b"0123456789abcdef" not in data
