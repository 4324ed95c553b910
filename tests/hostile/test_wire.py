"""The wire holds against the rest: packed and endless bodies, other addresses, other certificates, plain http."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from returns.pipeline import is_successful

from joey import Container
from joey.adapters.http import BearerToken, HttpOptions, Request, StatusReading, VendorHttp
from joey.adapters.http.unpacking import PIECE, Unpacking
from joey.adapters.redaction import Redactor
from joey.adapters.virtual_clock import SeededRandomness, VirtualClock
from joey.domain.facts import Call, Limits
from joey.ports.errors import Unanswered, Unavailable
from tests.hostile.answers import ELSEWHERE, Said
from tests.hostile.everywhere import WAYS, Everywhere

MEGABYTE = 1024 * 1024
READ, CREATE = Request("GET", "/", Call.READ), Request("POST", "/", Call.CREATE, json={})


def client(answer: httpx.AsyncBaseTransport, most_bytes: int = MEGABYTE) -> VendorHttp:
    return VendorHttp(
        "https://api.example",
        Limits(2),
        BearerToken("tok-1234567890"),
        StatusReading(),
        VirtualClock(),
        SeededRandomness(),
        transport=answer,
        options=HttpOptions(most_bytes=most_bytes),
        redactor=Redactor(),
    )


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw deflate"])
async def test_a_packed_body_that_becomes_huge_is_let_go_of_in_time(coding: str) -> None:
    zeros = bytes(64 * MEGABYTE)
    raw = zlib.compressobj(wbits=-15)
    bombs = {
        "gzip": gzip.compress(zeros),
        "deflate": zlib.compress(zeros),
        "raw deflate": raw.compress(zeros) + raw.flush(),
    }
    del zeros
    headers = (("content-encoding", coding.removeprefix("raw ")),)
    said = Said(200, headers, bombs[coding])
    http = client(httpx.MockTransport(lambda _: said.response()))
    tracemalloc.start()
    error = (await http.send(READ)).failure()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    await http.aclose()
    assert isinstance(error, Unavailable)
    assert "larger than 1048576 bytes" in error.reason
    assert peak < 8 * MEGABYTE


async def test_a_body_without_end_is_cut_off() -> None:
    class Endless(httpx.AsyncByteStream):
        sent = 0

        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                Endless.sent += 65536
                yield bytes(65536)

    http = client(httpx.MockTransport(lambda _: httpx.Response(200, stream=Endless())))
    assert isinstance((await http.send(CREATE)).failure(), Unanswered)
    await http.aclose()
    assert Endless.sent <= 2 * MEGABYTE


@pytest.mark.parametrize("body", [b"not packed at all", gzip.compress(b"{}")[:-9], b""])
async def test_a_body_that_is_not_packed_as_it_says_is_no_answer(body: bytes) -> None:
    said = Said(200, (("content-encoding", "gzip"), ("content-type", "application/json")), body)
    http = client(httpx.MockTransport(lambda _: said.response()))
    answered = await http.send(CREATE)
    await http.aclose()
    if is_successful(answered):
        assert answered.unwrap().body in (None, {})
    else:
        assert "can't be" in answered.failure().reason or "isn't the JSON" in answered.failure().reason


def test_unpacking_gives_what_was_packed_in_small_pieces() -> None:
    data = bytes(range(256)) * 8192
    raw = zlib.compressobj(wbits=-15)
    packings = {
        "gzip": gzip.compress(data),
        "deflate": zlib.compress(data),
        "identity": data,
        "x-gzip": gzip.compress(data),
    }
    for coding, packed in [*packings.items(), ("deflate", raw.compress(data) + raw.flush())]:
        unpacking = Unpacking(coding)
        pieces = [piece for at in range(0, len(packed), 1000) for piece in unpacking.pieces(packed[at : at + 1000])]
        assert b"".join(pieces) == data
        assert max(map(len, pieces)) <= PIECE
    with pytest.raises(ValueError, match="not asked for"):
        Unpacking("br")


@pytest.mark.parametrize("name", sorted(WAYS))
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(name: str, status: int, tmp_path: Path) -> None:
    hosts: list[str] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        hosts.append(request.url.host)
        return httpx.Response(status, headers={"location": ELSEWHERE})

    there = Everywhere(tmp_path, WAYS[name])
    there.answer = answer
    report = there.container().run_service().run_now().destinations[0]
    assert "elsewhere.example" in report.error
    assert set(hosts) == {"localhost"}


@pytest.mark.parametrize("name", sorted(WAYS))
@pytest.mark.parametrize(
    "address", ["http://api.example", "http://10.0.0.7:8080", "ftp://api.example", "//api.example"]
)
def test_plain_http_is_for_this_machine_alone(name: str, address: str, tmp_path: Path) -> None:
    there = Everywhere(tmp_path, WAYS[name])
    project = there.project()
    project["apps"]["app"]["options"]["base_url"] = f"{address}/{WAYS[name].vendor}"
    made = Container.from_dict(project, tmp_path, there.env)
    if not is_successful(made):
        assert any("base_url" in problem.message or "https" in problem.message for problem in made.failure())
        return
    container = made.unwrap()
    report = container.check_service().check_now()
    assert not report.ok
    assert any("base_url" in finding.detail for finding in report.findings)
