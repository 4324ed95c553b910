"""Large runs go as submitted batches: what they carry, and what their results say, to this run or a later one."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from joey.adapters.destinations.mailchimp.sandbox import create
from joey.adapters.sandbox.server import sandbox_app
from joey.domain.action import Write
from joey.domain.record import RecordId
from joey.ports.contract.subject import creating, deleting, snapshot, updating, upserting
from joey.ports.errors import BatchRefused, Unanswered, Unavailable
from joey.ports.gateway import Exists, Gone, Handle, Refused, Submitted, Written
from tests.adapters.destinations.mailchimp.subject import UNWANTED, MailchimpSubject, in_process, subject_at


class Hands:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
async def subject(hands: Hands) -> AsyncIterator[MailchimpSubject]:
    transport = httpx.ASGITransport(sandbox_app({"mailchimp": create}, hands))
    async with subject_at(in_process()[0], transport, bulk_above=1) as made:
        yield made


def _upserts(subject: MailchimpSubject, count: int) -> list[Write]:
    return [upserting(snapshot(subject, n), str(n)) for n in range(1, count + 1)]


async def _submitted(subject: MailchimpSubject, writes: list[Write]) -> Handle:
    answers = (await subject.gateway.write(writes)).unwrap()
    (handle,) = {answer.handle for answer in answers.values() if isinstance(answer, Submitted)}
    assert set(answers) == {write.record_id for write in writes}
    return handle


async def test_a_thousand_rows_are_one_call_and_each_has_its_result(subject: MailchimpSubject) -> None:
    await subject.window.forget_log()
    handle = await _submitted(subject, _upserts(subject, 1_000))
    assert [call["path"] for call in await subject.window.log()] == ["/3.0/batches"]
    results = (await subject.gateway.poll(handle)).unwrap()
    assert results is not None
    stored = await subject.stored()
    assert {who: type(answer) for who, answer in results.items()} == {str(n): Written for n in range(1, 1_001)}
    assert {answer.id for answer in results.values() if isinstance(answer, Written)} == {
        each.id for each in stored.values()
    }


async def test_a_batch_that_still_runs_says_nothing_yet(subject: MailchimpSubject, hands: Hands) -> None:
    await subject.window.switch(job_delay=60)
    handle = await _submitted(subject, _upserts(subject, 2))
    for _ in range(3):
        hands.now += 15
        assert (await subject.gateway.poll(handle)).unwrap() is None
    assert await subject.stored() == {}
    hands.now += 15
    assert len((await subject.gateway.poll(handle)).unwrap() or {}) == 2


async def test_rows_fail_one_by_one(subject: MailchimpSubject) -> None:
    await subject.seed(subject.fields(1))
    await subject.window.put(fakes=["person3@example.com"])
    writes: list[Write] = [creating(snapshot(subject, n), str(n)) for n in (1, 2, 3)]
    unwanted = snapshot(subject, 4)
    writes.append(creating(type(unwanted)(unwanted.key, {**unwanted.fields, "LNAME": UNWANTED}), "4"))
    results = (await subject.gateway.poll(await _submitted(subject, writes))).unwrap() or {}
    assert {who: type(answer) for who, answer in results.items()} == {
        "1": Exists,
        "2": Written,
        "3": Refused,
        "4": Refused,
    }
    assert "person3" not in str(results[RecordId("3")]).lower()


async def test_updates_find_their_members_or_find_them_gone(subject: MailchimpSubject) -> None:
    old, new = snapshot(subject, 1), snapshot(subject, 1, text="new")
    remote_id = await subject.seed(old.fields)
    archived = await subject.seed(subject.fields(2))
    await subject.vanish(archived)
    ids = {"here": remote_id, "missing": subject.missing_id, "archived": archived}
    writes: list[Write] = [updating(one, old, new, record_id=name) for name, one in ids.items()]
    results = (await subject.gateway.poll(await _submitted(subject, writes))).unwrap()
    assert results == {"here": Written(remote_id), "missing": Gone(), "archived": Gone()}


async def test_archived_members_come_back_and_unsubscribed_ones_stay(subject: MailchimpSubject) -> None:
    wanted = {n: snapshot(subject, n) for n in (1, 2)}
    ids = {n: await subject.seed(each.fields) for n, each in wanted.items()}
    await subject.vanish(ids[1])
    await subject.window.call("PATCH", f"/3.0/lists/a36b032126/members/{ids[2]}", {"status": "unsubscribed"})
    handle = await _submitted(subject, _upserts(subject, 2))
    for _ in range(2):
        results = (await subject.gateway.poll(handle)).unwrap() or {}
        assert {who: answer.id for who, answer in results.items() if isinstance(answer, Written)} == {
            str(n): remote_id for n, remote_id in ids.items()
        }
    first, second = await subject.window.member(wanted[1].key), await subject.window.member(wanted[2].key)
    assert first is not None
    assert second is not None
    assert (first["status"], second["status"]) == ("subscribed", "unsubscribed")


async def test_departures_are_never_batched(subject: MailchimpSubject) -> None:
    ids = [await subject.seed(subject.fields(n)) for n in (1, 2)]
    writes = [deleting(remote_id, "", str(n)) for n, remote_id in enumerate(ids)]
    assert (await subject.gateway.write(writes)).unwrap() == {str(n): Written(one) for n, one in enumerate(ids)}
    facts = subject.gateway.facts
    assert facts.bulk is not None
    assert facts.bulk.sizes.delete == 1


async def test_a_forgotten_batch_has_no_results(subject: MailchimpSubject) -> None:
    assert (await subject.gateway.poll(Handle("f0f0f0f0f0"))).unwrap() == {}


async def test_results_that_cannot_be_fetched_are_asked_for_again(subject: MailchimpSubject) -> None:
    handle = await _submitted(subject, _upserts(subject, 2))
    await subject.window.switch(failures=[{"kind": "status", "contains": "batch-results", "status": 404, "body": {}}])
    assert isinstance((await subject.gateway.poll(handle)).failure(), Unavailable)
    assert len((await subject.gateway.poll(handle)).unwrap() or {}) == 2


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ({"kind": "lost_answer", "times": 9}, Unanswered),
        ({"kind": "status", "status": 400, "body": {"title": "Invalid Resource"}, "times": 9}, BatchRefused),
    ],
)
async def test_a_batch_that_is_not_taken_says_why(
    subject: MailchimpSubject, rule: dict[str, object], kind: type
) -> None:
    await subject.window.switch(failures=[{"contains": "/batches", **rule}])
    assert isinstance((await subject.gateway.write(_upserts(subject, 2))).failure(), kind)


async def test_the_results_are_fetched_without_the_key(subject: MailchimpSubject) -> None:
    handle = await _submitted(subject, _upserts(subject, 2))
    await subject.window.forget_log()
    await subject.gateway.poll(handle)
    last = (await subject.window.log())[-1]
    assert last["path"].startswith("/batch-results/")
    assert "authorization" not in last["headers"]
