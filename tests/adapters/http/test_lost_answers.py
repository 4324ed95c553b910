"""Over real sockets: what the client concludes when a call fails, and whether the vendor may have acted."""

from __future__ import annotations

import asyncio
import socket

import pytest
from returns.pipeline import is_successful
from returns.result import Result

from joey.adapters.http import Reply, Request
from joey.domain.facts import Call
from joey.ports.errors import GatewayError, Unanswered, Unavailable
from tests.adapters.http.servers import OK, Handler, Peer, client, serving

CREATE = Request("POST", "/things", Call.CREATE, json={"name": "Zoë"})
READ = Request("GET", "/things", Call.READ)
PUT = Request("PUT", "/things/1", Call.UPDATE, json={"name": "Zoë"})


async def closes_after_the_request(peer: Peer) -> None:
    await peer.request()


async def closes_without_reading(peer: Peer) -> None:
    await asyncio.sleep(0)


async def closes_within_the_answer(peer: Peer) -> None:
    await peer.request()
    await peer.say(OK[:-4])


async def closes_within_the_head(peer: Peer) -> None:
    await peer.request()
    await peer.say(b"HTTP/1.1 200 OK\r\ncontent-")


async def answers_rubbish(peer: Peer) -> None:
    await peer.request()
    await peer.say(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")


async def says_nothing(peer: Peer) -> None:
    await peer.request()
    await asyncio.sleep(2)


async def answers_half_a_json(peer: Peer) -> None:
    await peer.request()
    await peer.say(b'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 4\r\n\r\n{"ok')


async def answers_a_bottomless_json(peer: Peer) -> None:
    await peer.request()
    body = b"[" * 200_000
    await peer.say(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 200000\r\n\r\n" + body)


async def answers_broken_gzip(peer: Peer) -> None:
    await peer.request()
    await peer.say(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: 4\r\n\r\nnope")


async def says_it_broke(peer: Peer) -> None:
    await peer.request()
    await peer.say(b"HTTP/1.1 500 Oh\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")


WAYS = [
    closes_after_the_request,
    closes_without_reading,
    closes_within_the_answer,
    closes_within_the_head,
    answers_rubbish,
    says_nothing,
    answers_half_a_json,
    answers_a_bottomless_json,
    answers_broken_gzip,
    says_it_broke,
]


async def _sent(handle: Handler, request: Request) -> tuple[Result[Reply, GatewayError], int, int]:
    async with serving(handle) as server, client(server.url, read=0.3) as http:
        result = await http.send(request)
        return result, server.connections, http.calls.total


@pytest.mark.parametrize("handle", WAYS)
async def test_a_create_without_an_answer_is_unanswered_and_never_repeated(handle: Handler) -> None:
    result, connections, calls = await _sent(handle, CREATE)
    assert isinstance(result.failure(), Unanswered)
    assert (connections, calls) == (1, 1)


@pytest.mark.parametrize("handle", WAYS)
async def test_a_read_without_an_answer_is_repeated_and_then_unavailable(handle: Handler) -> None:
    result, connections, calls = await _sent(handle, READ)
    assert isinstance(result.failure(), Unavailable)
    assert (connections, calls) == (3, 3)


async def test_a_write_that_may_be_repeated_is_and_stays_unanswered_if_none_is_answered() -> None:
    request = Request("PUT", "/things/1", Call.UPDATE, json={}, repeatable=True)
    result, connections, calls = await _sent(closes_after_the_request, request)
    assert isinstance(result.failure(), Unanswered)
    assert (connections, calls) == (3, 3)


async def test_a_refused_connection_is_tried_again_for_any_call_and_never_acted() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        async with client(f"http://127.0.0.1:{port}") as http:
            result = await http.send(CREATE)
            assert isinstance(result.failure(), Unavailable)
            assert http.calls.total == 3


async def test_a_name_that_nobody_knows_never_acted() -> None:
    async with client("http://no-such-machine.localhost:9") as http:
        assert isinstance((await http.send(CREATE)).failure(), Unavailable)


async def test_a_server_that_does_not_speak_tls_never_acted() -> None:
    async def greets(peer: Peer) -> None:
        await peer.say(b"220 mail.example ESMTP\r\n")

    async with serving(greets) as server, client(f"https://127.0.0.1:{server.port}") as http:
        assert isinstance((await http.send(CREATE)).failure(), Unavailable)


async def test_connections_are_kept_and_used_again() -> None:
    async def answers(peer: Peer) -> None:
        while await peer.request():
            await peer.say(OK)

    async with serving(answers) as server, client(server.url) as http:
        for _ in range(5):
            assert is_successful(await http.send(CREATE))
        assert server.connections == 1


@pytest.mark.parametrize("request_", [CREATE, PUT])
async def test_a_write_on_a_kept_connection_that_dies_is_not_repeated_behind_our_back(request_: Request) -> None:
    async def answers_once_then_dies(peer: Peer) -> None:
        await peer.request()
        await peer.say(OK)
        await peer.request()

    async with serving(answers_once_then_dies) as server, client(server.url) as http:
        assert is_successful(await http.send(request_))
        assert isinstance((await http.send(request_)).failure(), Unanswered)
        assert len(server.requests) == http.calls.total == 2


async def test_a_kept_connection_that_the_server_has_closed_is_not_used() -> None:
    async def answers_once(peer: Peer) -> None:
        await peer.request()
        await peer.say(OK)

    async with serving(answers_once) as server, client(server.url) as http:
        for _ in range(3):
            assert is_successful(await http.send(CREATE))
            await asyncio.sleep(0.02)
        assert server.connections == 3


async def test_an_answer_that_is_too_large_is_not_read_to_its_end() -> None:
    async def answers_without_end(peer: Peer) -> None:
        await peer.request()
        await peer.say(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")
        while True:
            await peer.say(b"x" * 10_000)

    async with serving(answers_without_end) as server, client(server.url, most_bytes=50_000) as http:
        assert isinstance((await http.send(CREATE)).failure(), Unanswered)
        assert isinstance((await http.send(READ)).failure(), Unavailable)
        assert http.calls.total == 2


async def test_an_answer_that_drips_for_ever_is_given_up() -> None:
    async def drips(peer: Peer) -> None:
        await peer.request()
        await peer.say(b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n")
        while True:
            await peer.say(b" ")
            await asyncio.sleep(0.01)

    async with serving(drips) as server, client(server.url, total=0.2) as http:
        assert isinstance((await http.send(CREATE)).failure(), Unanswered)


async def test_a_redirect_is_not_followed_and_is_the_addresss_fault() -> None:
    async def redirects(peer: Peer) -> None:
        await peer.request()
        await peer.say(b"HTTP/1.1 302 Found\r\nlocation: https://elsewhere.example/x\r\ncontent-length: 0\r\n\r\n")

    async with serving(redirects) as server, client(server.url) as http:
        error = (await http.send(READ)).failure()
        assert "elsewhere.example" in error.reason
        assert len(server.requests) == 1
