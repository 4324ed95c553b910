"""A secret never appears: not in a log line, an error or a report, however it is spelled."""

from __future__ import annotations

import base64
import io
import json
import logging
from collections.abc import Iterator
from urllib.parse import quote, quote_plus

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joey.adapters import logging as joey_logging
from joey.adapters.http import BasicAuth, BearerToken, HttpOptions, Request, StatusReading, VendorHttp
from joey.adapters.redaction import PROCESS, REDACTED, Redactor
from joey.adapters.virtual_clock import SeededRandomness, VirtualClock
from joey.domain.facts import Call, Limits

secrets = st.text(st.characters(min_codepoint=33, max_codepoint=0x2FF, exclude_categories=["Cs", "Cc"]), min_size=8)
around = st.text(max_size=20)


@given(secrets, around, around)
def test_a_planted_secret_never_appears_in_a_text(secret: str, before: str, after: str) -> None:
    text = Redactor(secret).text(before + secret + after)
    assert secret not in text


@given(secrets, around, around)
def test_nor_does_any_usual_spelling_of_it(secret: str, before: str, after: str) -> None:
    redactor = Redactor(secret)
    spellings = [
        quote(secret, safe=""),
        quote(secret),
        quote_plus(secret),
        json.dumps(secret, ensure_ascii=False)[1:-1],
        base64.b64encode(secret.encode()).decode(),
        base64.urlsafe_b64encode(secret.encode()).decode(),
    ]
    for spelling in spellings:
        assert spelling not in redactor.text(f"{before} {spelling} {after}")


@given(st.text("abcdefghij0123456789", min_size=12, max_size=40), st.text(max_size=10), st.text(max_size=10))
def test_a_secret_within_a_longer_base64_text_is_found(secret: str, before: str, after: str) -> None:
    whole = base64.b64encode(f"{before}{secret}{after}".encode()).decode()
    assert REDACTED in Redactor(secret).text(f"x={whole}")


@given(st.recursive(secrets, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10), secrets)
def test_a_secret_is_found_at_any_depth(value: object, secret: str) -> None:
    hidden = {"a": [value, (secret, {"b": f"x{secret}y", secret: 1})], "c": ValueError(f"no {secret}")}
    assert secret not in str(Redactor(secret).value(hidden)).replace(REDACTED, "")


@pytest.mark.parametrize(
    "text",
    [
        "GET https://x.example/y?access_token=abcdef123&z=1",
        "Authorization: Bearer abcdef123",
        "authorization: Basic abcdef123==",
        '{"refresh_token": "abcdef123"}',
        "{'client_secret': 'abcdef123'}",
        "api_key=abcdef123",
    ],
)
def test_what_looks_like_a_credential_goes_without_having_been_planted(text: str) -> None:
    redacted = Redactor().text(text)
    assert "abcdef123" not in redacted
    assert REDACTED in redacted


@pytest.mark.parametrize("text", ["token expired", "the secret is out", "sigma=5", "no field named tokens", ""])
def test_ordinary_words_stay(text: str) -> None:
    assert Redactor("", "ab").text(text) == text


def test_a_reason_is_one_short_line_that_names_nobody() -> None:
    reason = Redactor("tok-1234567890").reason(f"bad\n\n  zoe.o'hara+x@shop.example used tok-1234567890 {'x' * 1000}")
    assert reason.startswith("bad [email] used [redacted] xxx")
    assert len(reason) == 300


def test_numbers_and_nothing_stay_what_they_are() -> None:
    assert Redactor("12345678").value({"a": 1, "b": None, "c": True, "d": 1.5}) == {
        "a": 1,
        "b": None,
        "c": True,
        "d": 1.5,
    }


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    out = io.StringIO()
    root, ours = logging.getLogger(), logging.getLogger("joey")
    before = (list(root.handlers), root.level, ours.level)
    joey_logging.configure(logging.DEBUG, out, as_json=True)
    yield out
    root.handlers[:], level, our_level = before
    root.setLevel(level)
    ours.setLevel(our_level)


def _vendor_that_tells(secret: str) -> httpx.MockTransport:
    def answer(request: httpx.Request) -> httpx.Response:
        told = {"message": f"you said {request.headers['authorization']} and {secret} for zoe@shop.example"}
        return httpx.Response(403, json=told)

    return httpx.MockTransport(answer)


def _client(auth: BearerToken | BasicAuth, transport: httpx.AsyncBaseTransport, *, bodies: bool = False) -> VendorHttp:
    return VendorHttp(
        "https://api.example",
        Limits(2),
        auth,
        StatusReading(),
        VirtualClock(),
        SeededRandomness(),
        transport=transport,
        options=HttpOptions(vendor="some-vendor", debug_bodies=bodies),
    )


@pytest.mark.parametrize("bodies", [False, True])
async def test_a_call_is_logged_without_secrets_or_people(log: io.StringIO, *, bodies: bool) -> None:
    http = _client(BearerToken("pat-eu1-0123456789"), _vendor_that_tells("pat-eu1-0123456789"), bodies=bodies)
    sent = Request(
        "POST", "/people/zoe@shop.example", Call.CREATE, json={"e": "zoe@shop.example"}, params={"token": "q-1234"}
    )
    error = (await http.send(sent)).failure()
    await http.aclose()
    line = json.loads(log.getvalue().splitlines()[0])
    assert {name: line[name] for name in ("event", "vendor", "call", "method", "path", "status", "attempt")} == {
        "event": "called",
        "vendor": "some-vendor",
        "call": "create",
        "method": "POST",
        "path": "/people/[email]",
        "status": 403,
        "attempt": 1,
    }
    assert ("received" in line) is bodies
    for where in (log.getvalue(), str(error), repr(sent)):
        assert "0123456789" not in where
        assert "zoe@" not in where
        assert "q-1234" not in where


async def test_a_basic_pair_is_as_secret_as_its_parts(log: io.StringIO) -> None:
    http = _client(BasicAuth("me@shop.example/token", "k-9876543210"), _vendor_that_tells("k-9876543210"))
    error = (await http.send(Request("GET", "/", Call.READ))).failure()
    await http.aclose()
    pair = base64.b64encode(b"me@shop.example/token:k-9876543210").decode()
    assert "you said [redacted] and [redacted] for" in error.reason
    assert pair not in log.getvalue() + error.reason


def test_a_librarys_log_and_a_traceback_are_redacted_too(log: io.StringIO) -> None:
    PROCESS.plant("planted-in-this-test")
    logging.getLogger("some.library").warning("opening %s", "https://x?key=planted-in-this-test")
    try:
        int("planted-in-this-test")
    except ValueError:
        joey_logging.logger("test").exception("it failed", password="hunter2-hunter2", who="zoe@shop.example")
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [line["level"] for line in lines] == ["warning", "error"]
    assert "base 10: '[redacted]'" in lines[1]["exception"]
    assert (lines[1]["password"], lines[1]["who"]) == (REDACTED, "[email]")
    assert "planted-in-this-test" not in log.getvalue()


def test_on_a_terminal_it_reads_as_a_line_and_is_redacted_as_well() -> None:
    PROCESS.plant("planted-in-this-test")
    out = io.StringIO()
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    joey_logging.configure(logging.INFO, out, as_json=False)
    joey_logging.logger("test").info("hello", key="planted-in-this-test")
    root.handlers[:] = before
    root.setLevel(level)
    logging.getLogger("joey").setLevel(logging.NOTSET)
    assert "hello" in out.getvalue()
    assert REDACTED in out.getvalue()
    assert not out.getvalue().startswith("{")
    assert "planted-in-this-test" not in out.getvalue()
