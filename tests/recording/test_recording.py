"""What is recorded of a vendor over real HTTP is replayed without a network, exactly, and gives nobody away."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from returns.pipeline import is_successful

from joey.adapters.contract.live import Live
from joey.adapters.destinations.hubspot.plugin import plugin
from joey.adapters.destinations.hubspot.sandbox import create
from joey.adapters.recording import RecordingRefused, UnexpectedRequest
from joey.adapters.sandbox.replay import replay_file
from joey.adapters.sandbox.server import running_sandbox, sandbox_app
from joey.domain.action import ByKey, Create
from joey.domain.diff import Diff
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.gateway import Written
from joey.ports.plugin import ConnectedApp

TOKEN = "pat-na1-sesame-open"
OPTIONS = {"access_token": "${HUBSPOT_TOKEN}", "base_url": "${HUBSPOT_BASE_URL}"}


def live(folder: Path, base_url: str) -> Live:
    """As the fixture makes it with --live."""
    env = {"HUBSPOT_TOKEN": TOKEN, "HUBSPOT_BASE_URL": base_url}
    return Live(folder / "story.jsonl", live=True, env=env)


def replaying(folder: Path) -> Live:
    return Live(folder / "story.jsonl", live=False, env={})


async def story(app: ConnectedApp, *emails: str) -> Sequence[object]:
    """Make contacts and find them; what the vendor said."""
    account = (await app.account()).unwrap()
    there = app.connect("hubspot-objects", {"object": "contacts", "match_field": "email"}).unwrap().gateway
    fields = {email: Snapshot(email, {"email": email, "firstname": "Ada"}) for email in emails}
    writes = [Create(RecordId(email), wanted, Diff(wanted.fields)) for email, wanted in fields.items()]
    written = (await there.write(writes)).unwrap()
    found = (await there.find([ByKey(email) for email in emails])).unwrap()
    return account, dict(written), dict(found)


async def recorded(folder: Path) -> Sequence[object]:
    with running_sandbox(sandbox_app({"hubspot": create})) as address:
        async with live(folder, f"{address}/hubspot").app(plugin, OPTIONS) as app:
            return await story(app, "ada@example.com", "bob@example.com")


async def test_a_replay_answers_as_the_vendor_did_when_the_vendor_is_not_there(tmp_path: Path) -> None:
    then = await recorded(tmp_path)
    async with replaying(tmp_path).app(plugin, OPTIONS) as app:
        assert await story(app, "ada@example.com", "bob@example.com") == then
    assert isinstance(then[1], dict)
    assert all(isinstance(answer, Written) for answer in then[1].values())


async def test_a_recording_is_readable_and_holds_no_credential(tmp_path: Path) -> None:
    await recorded(tmp_path)
    lines = (tmp_path / "hubspot.story.jsonl").read_text().splitlines()
    assert '"path":"/hubspot/crm/objects/' in "".join(lines)
    assert "ada@example.com" in "".join(lines)
    assert "sesame" not in "".join(lines)
    assert len(lines) > 3


async def test_an_unexpected_request_fails_and_is_shown_beside_the_nearest(tmp_path: Path) -> None:
    await recorded(tmp_path)
    with pytest.raises(UnexpectedRequest, match=r"(?s)eve@example.com.*the nearest that was recorded.*body differs"):
        async with replaying(tmp_path).app(plugin, OPTIONS) as app:
            await story(app, "ada@example.com", "eve@example.com")


async def test_calls_that_are_not_made_any_more_fail_too(tmp_path: Path) -> None:
    await recorded(tmp_path)
    with pytest.raises(RecordingRefused, match=r"recorded calls were not made: #\d POST /hubspot/crm"):
        async with replaying(tmp_path).app(plugin, OPTIONS) as app:
            await app.account()


async def test_addresses_that_could_be_somebodys_are_refused_in_what_tests_send(tmp_path: Path) -> None:
    async def records(*emails: str) -> None:
        with running_sandbox(sandbox_app({"hubspot": create})) as address:
            async with live(tmp_path, f"{address}/hubspot").app(plugin, OPTIONS) as app:
                await story(app, *emails)

    with pytest.raises(RecordingRefused, match=r"at acme.io, which could be somebody's; have the test send"):
        await records("ada@acme.io")
    assert not (tmp_path / "hubspot.story.jsonl").exists()


async def test_a_test_that_fails_leaves_the_recording_as_it_was(tmp_path: Path) -> None:
    await recorded(tmp_path)
    before = (tmp_path / "hubspot.story.jsonl").read_bytes()

    async def fails() -> None:
        with running_sandbox(sandbox_app({"hubspot": create})) as address:
            async with live(tmp_path, f"{address}/hubspot").app(plugin, OPTIONS) as app:
                await app.account()
                raise ValueError("the test fails")

    with pytest.raises(ValueError, match="the test fails"):
        await fails()
    assert (tmp_path / "hubspot.story.jsonl").read_bytes() == before


async def test_what_tests_make_is_removed_before_and_after_and_not_recorded(tmp_path: Path) -> None:
    cleanings: list[bool] = []

    async def clean(app: ConnectedApp) -> None:
        cleanings.append(is_successful(await app.check()))

    with running_sandbox(sandbox_app({"hubspot": create})) as address:
        async with live(tmp_path, f"{address}/hubspot").app(plugin, OPTIONS, clean) as app:
            assert cleanings == [True]
            await app.account()
    assert cleanings == [True, True]
    async with replaying(tmp_path).app(plugin, OPTIONS, clean) as app:
        await app.account()
    assert cleanings == [True, True]


async def test_what_is_missing_for_a_recording_is_named(tmp_path: Path) -> None:
    without = Live(tmp_path / "story.jsonl", live=True, env={})
    with pytest.raises(
        pytest.fail.Exception, match="--live needs HUBSPOT_TOKEN: set it, or write HUBSPOT_TOKEN=… into"
    ):
        async with without.app(plugin, OPTIONS):
            pass
    with pytest.raises(RecordingRefused, match=r"there is no recording .*make it with --live"):
        async with replaying(tmp_path).app(plugin, OPTIONS):
            pass


async def test_a_sandbox_is_held_against_a_recording(tmp_path: Path) -> None:
    await recorded(tmp_path)
    path = tmp_path / "hubspot.story.jsonl"
    report = await replay_file(path, "hubspot", create)
    assert list(report.lines()) == ["hubspot.story.jsonl: 3 calls, 3 agreed"]
    path.write_text(path.read_text().replace('"firstname":"Ada"', '"firstname":"Eve"'))
    told = "\n".join((await replay_file(path, "hubspot", create)).lines())
    assert "differs" not in told  # what was sent differs as well
    path.write_text(path.read_text().replace('"status":201', '"status":207'))
    assert "status: recorded 207, here 201" in "\n".join((await replay_file(path, "hubspot", create)).lines())
