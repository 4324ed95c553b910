"""What Mailchimp's replies say of a row, in calls of their own and in the results of batches."""

from __future__ import annotations

import gzip
import io
import tarfile

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from joey.adapters.destinations.mailchimp.answers import Dormant, Read, read_answer
from joey.adapters.destinations.mailchimp.results import Operation, operation_of, read_results
from joey.domain.facts import Call
from joey.domain.record import RecordId
from joey.ports.gateway import Exists, Gone, Refused, RowThrottled, RowUnknown, Written

ADA = "ada@demo.com"
INVALID = "Invalid Resource"
WRITES = (Call.CREATE, Call.UPSERT, Call.UPDATE, Call.DELETE)


def _problem(title: str, detail: str = "", *errors: tuple[str, str]) -> dict[str, object]:
    told = [{"field": field, "message": message} for field, message in errors]
    return {"title": title, "detail": detail, "errors": told}


@pytest.mark.parametrize(
    ("call", "status", "body", "expected"),
    [
        (Call.UPSERT, 200, {"contact_id": "c", "id": "m", "status": "subscribed"}, Written("c")),
        (Call.UPDATE, 200, {"id": "m"}, Written("m")),
        (Call.UPSERT, 200, {"contact_id": "c", "status": "archived"}, Dormant("c")),
        (Call.UPDATE, 200, {"contact_id": "c", "status": "archived"}, Gone()),
        (Call.DELETE, 204, None, Written("named")),
        (Call.DELETE, 404, _problem("Resource Not Found"), Gone()),
        (Call.DELETE, 405, _problem("Method Not Allowed"), Gone()),
        (Call.UPDATE, 404, _problem("Resource Not Found"), Gone()),
        (Call.CREATE, 400, _problem("Member Exists"), Exists()),
        (Call.UPDATE, 400, _problem("Member Exists"), Exists()),
    ],
)
def test_each_answer_is_read_for_what_it_is(call: Call, status: int, body: object, expected: Read) -> None:
    assert read_answer(call, "named", status, body) == expected


@pytest.mark.parametrize("state", ["unsubscribed", "cleaned", "pending", "transactional"])
def test_who_gets_no_mail_is_written_with_a_note(state: str) -> None:
    read = read_answer(Call.UPDATE, "c", 200, {"contact_id": "c", "status": state})
    assert isinstance(read, Written)
    assert state in read.note


@pytest.mark.parametrize(
    ("body", "field", "told"),
    [
        (_problem(INVALID, "Your merge fields were invalid.", ("LTV", "Please enter a number")), "LTV", "a number"),
        (
            _problem(INVALID, f"{ADA} looks fake or invalid, please enter a real email address."),
            "email_address",
            "fake",
        ),
        (_problem(INVALID, "Please provide a valid email address."), "email_address", "valid e-mail"),
        (_problem("Member In Compliance State", f"{ADA} is in a compliance state"), "email_address", "sign-up form"),
        (_problem("Forgotten Email Not Subscribed", f"{ADA} was deleted"), "email_address", "permanently deleted"),
        (_problem("Strange"), None, "strange"),
        ({}, None, "doesn't say why"),
        ("no JSON", None, "doesn't say why"),
    ],
)
def test_a_refusal_says_why_and_which_field(body: object, field: str | None, told: str) -> None:
    read = read_answer(Call.UPSERT, "", 400, body)
    assert isinstance(read, Refused)
    assert read.field == field
    assert told in read.reason


def test_a_reason_repeats_nobody_s_address_or_values() -> None:
    detail = f"{ADA} looks fake or invalid"
    body = _problem(INVALID, detail, ("TIER", 'Value must be one of: Gold (not "Tin foil")'), ("FNAME", "Ada is short"))
    read = read_answer(Call.UPSERT, "", 400, body, ["Ada", ADA])
    assert isinstance(read, Refused)
    assert not any(part in read.reason for part in ("ada@", "Tin foil", "Ada"))


@pytest.mark.parametrize(
    ("status", "kind"), [(429, RowThrottled), (500, RowUnknown), (504, RowUnknown), (403, RowUnknown)]
)
def test_trouble_within_a_batch_is_no_refusal(status: int, kind: type) -> None:
    assert isinstance(read_answer(Call.UPSERT, "", status, {}), kind)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(WRITES), st.integers(100, 599), JSON)
def test_no_answer_is_too_strange_to_be_read(call: Call, status: int, body: object) -> None:
    read_answer(call, "c", status, body, ["a", "b"])


@given(st.sampled_from(WRITES), st.text("0123456789abcdef", max_size=32), st.text(min_size=1, max_size=30))
def test_an_operations_id_tells_all_that_it_was_made_of(call: Call, named: str, record_id: str) -> None:
    operation = Operation(call, named, RecordId(record_id))
    assert operation_of(str(operation)) == operation


def _packed(*files: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for number, content in enumerate(files):
            entry = tarfile.TarInfo(f"./{number}.json")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
    return gzip.compress(packed.getvalue())


def _told(operation_id: str | None, status: object, response: object) -> dict[str, object]:
    return {"operation_id": operation_id, "status_code": status, "response": response}


def test_results_are_read_from_every_file_and_what_cannot_be_is_left_out() -> None:
    good = _told("upsert:h:1", 200, '{"contact_id": "c", "status": "subscribed"}')
    bad = _told("update:c2:2:with colon", 404, '{"title": "Resource Not Found"}')
    strange = [_told("other", 200, "{}"), _told(None, 200, "{}"), _told("upsert:h:3", "200", "{}")]
    broken = _told("upsert:h:4", 200, "{broken")
    content = _packed(orjson.dumps([good, *strange]), orjson.dumps([bad, broken]))
    assert read_results(content) == {
        "1": Written("c"),
        "2:with colon": Gone(),
        "4": RowUnknown("Mailchimp's answer doesn't say what became of this member"),
    }


@pytest.mark.parametrize(
    "content",
    [b"", b"no archive", _packed(b"{no json")[:-20], gzip.compress(b"no tar"), _packed(b"[")],
    ids=["nothing", "no archive", "cut off", "no tar", "no JSON"],
)
def test_what_cannot_be_unpacked_says_nothing(content: bytes) -> None:
    assert read_results(content) is None
