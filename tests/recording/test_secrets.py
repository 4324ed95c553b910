"""No credential gets into a recording: not those that are known, nor those that come with an answer."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from joey.adapters.recording import RecordingRefused, record, replay
from joey.ports.plugin import World

SECRET = 'k3y+"sésame"/open'
TOKEN = "tok-89-issued-later"


def vendor(request: httpx.Request) -> httpx.Response:
    """Says back all that it is told, and gives a token."""
    echo = {"url": str(request.url), "headers": dict(request.headers), "body": request.content.decode()}
    return httpx.Response(200, json={"echo": echo, "access_token": TOKEN, "token_type": "bearer", "expires_in": 3600})


async def ask(world: World) -> object:
    assert isinstance(world.transport, httpx.AsyncBaseTransport)
    async with httpx.AsyncClient(transport=world.transport, base_url="https://api.example.com") as client:
        headers = {"authorization": f"Bearer {SECRET.encode().hex()}", "x-api-key": SECRET.encode().hex()}
        first = await client.post("/login", json={"client_secret": SECRET, "grant": "x"}, headers=headers)
        token = first.json()["access_token"]
        again = await client.get(
            "/people", params={"q": f"by {token}", "sig": "a1b2c3"}, headers={"authorization": f"Bearer {token}"}
        )
        form = await client.post("/form", data={"api_key": SECRET, "name": "Ada"})
    return [answer.json()["expires_in"] for answer in (first, again, form)]


async def test_secrets_signatures_and_tokens_are_out_and_the_replay_is_exact(tmp_path: Path) -> None:
    path = tmp_path / "acme.jsonl"
    async with record(path, "https://api.example.com", [SECRET], httpx.MockTransport(vendor)) as recording:
        told = await ask(recording.world)
    text = path.read_text()
    spelled = (SECRET, SECRET.encode().hex(), "sésame", TOKEN, "a1b2c3", "s%C3%A9same", "s\\u00e9same")
    assert [form for form in spelled if form in text] == []
    assert '"name":["Ada"]' in text
    async with replay(path, [SECRET]) as recording:
        assert await ask(recording.world) == told


async def test_a_recording_that_still_holds_a_secret_is_refused(tmp_path: Path) -> None:
    def leaks(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={f"key {SECRET}": 1})

    async def records() -> None:
        async with record(path, "https://api.example.com", [SECRET], httpx.MockTransport(leaks)) as recording:
            assert isinstance(recording.world.transport, httpx.AsyncBaseTransport)
            async with httpx.AsyncClient(transport=recording.world.transport) as client:
                await client.get("https://api.example.com/")

    path = tmp_path / "acme.jsonl"
    with pytest.raises(RecordingRefused, match=r"acme.jsonl: call #0 \(GET /\) still holds a secret"):
        await records()
    assert not path.exists()
