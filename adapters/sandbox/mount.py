"""Serves one vendor's Sandbox as an ASGI app: control pages, credentials, limits, faults, log."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

import httpx
import orjson
from pydantic import ValidationError
from starlette.types import Receive, Scope, Send

from joey.adapters.sandbox.exchange import Json, Reply, Request
from joey.adapters.sandbox.log import Entry, RequestLog
from joey.adapters.sandbox.switches import FailureRule, Pace, Switches
from joey.adapters.sandbox.vendor import Clock, Sandbox


class Mount:
    """The ASGI app of one Sandbox; control pages are `/_state` and `/_log` beneath it."""

    def __init__(self, sandbox: Sandbox, clock: Clock = time.time) -> None:
        self.sandbox = sandbox
        self._clock = clock
        self._pace = Pace()
        self.log = RequestLog()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP call."""
        request = await _read(scope, receive)
        if request.path in ("/_state", "/_log"):
            await _send(send, self._control(request))
            return
        entry = self.log.open(request, self._clock())
        await self._answer(request, entry, scope, send)

    async def _answer(self, request: Request, entry: Entry, scope: Scope, send: Send) -> None:
        switches = self.sandbox.switches
        rule = switches.failure(request) if switches.failures else None
        if rule is not None and rule.kind == "lost_request":
            await _cut(scope)
        elif rule is not None and rule.kind == "status" and not rule.acts:
            await self._finish(_failure(rule), entry, send)
        else:
            reply = self._vendor(request)
            await self._pause(switches.latency_ms / 1000 + (rule.seconds if rule else 0.0))
            await self._deliver(reply, rule, entry, scope, send)

    def _vendor(self, request: Request) -> Reply:
        sandbox = self.sandbox
        refused = sandbox.unauthorized(request)
        if refused is not None:
            return refused
        allowance = self._pace.take(request, self._clock(), sandbox.switches.limits(), sandbox.usual_rate)
        reply = sandbox.throttled(request, allowance) if allowance.wait else sandbox.answer(request)
        told = sandbox.headers(request, allowance)
        return Reply(reply.status, reply.body, {**told, **reply.headers}) if told else reply

    async def _deliver(self, reply: Reply, rule: FailureRule | None, entry: Entry, scope: Scope, send: Send) -> None:
        if rule is None or rule.kind == "delay":
            await self._finish(reply, entry, send)
        elif rule.kind == "status":
            await self._finish(_failure(rule), entry, send)
        elif rule.kind == "truncate":
            entry.status = reply.status
            await _send(send, reply, cut=True)
            await _cut(scope, quietly=True)
        else:
            await _cut(scope)

    async def _finish(self, reply: Reply, entry: Entry, send: Send) -> None:
        entry.status = reply.status
        await _send(send, reply)

    async def _pause(self, seconds: float) -> None:
        if seconds > 0:
            await asyncio.sleep(seconds)

    def _control(self, request: Request) -> Reply:
        if request.path == "/_log":
            if request.method == "DELETE":
                self.log.clear()
            return Reply(200, self.log.as_json())
        if request.method == "DELETE":
            self._reset()
        elif request.method == "PUT":
            try:
                self._put(orjson.loads(request.body))
            except (TypeError, ValueError, KeyError, ValidationError) as problem:
                return Reply(400, {"error": str(problem)})
        return Reply(200, self._state())

    def _reset(self) -> None:
        self.sandbox.reset()
        self.sandbox.switches = Switches()
        self._pace = Pace()

    def _put(self, given: Json) -> None:
        if not isinstance(given, dict):
            raise TypeError("a state is a JSON object")
        turned: Mapping[str, Json] = given.pop("switches", {})
        switches = self.sandbox.switches.merged(turned)
        self.sandbox.put(given)
        self.sandbox.switches = switches

    def _state(self) -> dict[str, Json]:
        return {**self.sandbox.state(), "switches": self.sandbox.switches.model_dump()}


def _failure(rule: FailureRule) -> Reply:
    return Reply(rule.status, rule.body, rule.headers)


async def _read(scope: Scope, receive: Receive) -> Request:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    query = scope["query_string"].decode()
    return Request(
        method=scope["method"],
        path=scope["path"].removeprefix(scope.get("root_path", "")) or "/",
        query=tuple(parse_qsl(query, keep_blank_values=True)) if query else (),
        headers={key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]},
        body=bytes(body),
    )


async def _send(send: Send, reply: Reply, *, cut: bool = False) -> None:
    body = reply.encoded()
    headers = {"content-type": "application/json;charset=utf-8"} if body else {}
    headers |= {key.lower(): value for key, value in reply.headers.items()}
    if reply.status != 204:
        headers["content-length"] = str(len(body))
    lines = [(key.encode("latin-1"), value.encode("latin-1")) for key, value in headers.items()]
    await send({"type": "http.response.start", "status": reply.status, "headers": lines})
    part: dict[str, Any] = {"type": "http.response.body", "body": body[: len(body) // 2] if cut else body}
    await send({**part, "more_body": cut})


async def _cut(scope: Scope, *, quietly: bool = False) -> None:
    """Drop the connection; in process, where there is none, raise what a client would."""
    transport = scope.get("state", {}).get("transport")
    if transport is not None:
        (transport.close if quietly else transport.abort)()
        await asyncio.sleep(0)  # so that the server hears of it before this call returns
    elif not quietly:
        raise httpx.RemoteProtocolError("Server disconnected without sending a response.")
    else:
        raise httpx.RemoteProtocolError("peer closed connection without sending complete message body")
