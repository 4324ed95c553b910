"""A number that a field would round, or can't hold, is refused with its field; everything else comes back as it was."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joey.adapters.destinations.salesforce.described import FieldInfo
from joey.adapters.destinations.salesforce.numbers import number
from joey.adapters.destinations.salesforce.sandbox import values
from joey.adapters.destinations.salesforce.sandbox.objects import field_of
from joey.domain.action import Create
from joey.domain.diff import whole
from joey.domain.property import Refusal, Value
from joey.domain.record import RecordId
from joey.domain.snapshot import Snapshot
from joey.ports.gateway import Refused, Written
from joey.ports.plugin import ConnectedApp
from tests.adapters.destinations.salesforce.subject import destination
from tests.adapters.destinations.salesforce.window import BY_EMAIL, BY_NUMBER, Setting, Window

CENTS = FieldInfo("amount", "currency", precision=18, scale=2)
WHOLE = FieldInfo("count", "double", precision=3, scale=0)
EMPLOYEES = FieldInfo("employees", "int", digits=8)
UNSAID = FieldInfo("odd", "double")


@pytest.mark.parametrize(
    ("value", "field", "sent"),
    [
        (Decimal("34.66"), CENTS, 34.66),
        (Decimal("34.6600"), CENTS, 34.66),
        (0.1 + 0.2, CENTS, 0.3),
        (1234.5600000000001, CENTS, 1234.56),
        (Decimal("9999999999999999.99"), CENTS, "9999999999999999.99"),
        (Decimal("-5.00"), WHOLE, -5),
        (999, WHOLE, 999),
        (99_999_999, EMPLOYEES, 99_999_999),
        (Decimal("1.23456789"), UNSAID, 1.23456789),
        (1e300, UNSAID, 1e300),
    ],
)
def test_a_number_that_a_field_keeps_is_sent(value: float | Decimal, field: FieldInfo, sent: object) -> None:
    assert number(value, field) == sent


@pytest.mark.parametrize(
    ("value", "field", "why"),
    [
        (Decimal("34.665"), CENTS, "3 decimals"),
        (34.665, CENTS, "3 decimals"),
        (Decimal("0.001"), CENTS, "keeps 2 decimals"),
        (1.5, WHOLE, "whole numbers only"),
        (1000, WHOLE, "3 digits before the point"),
        (10**16, CENTS, "16 digits before the point"),
        (Decimal("2.5"), EMPLOYEES, "whole numbers only"),
        (100_000_000, EMPLOYEES, "8 digits"),
        (Decimal("1e-30"), CENTS, "30 decimals"),
    ],
)
def test_a_number_that_a_field_would_change_is_refused(value: float | Decimal, field: FieldInfo, why: str) -> None:
    refused = number(value, field)
    assert isinstance(refused, Refusal)
    assert why in refused.reason


@given(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20, places=5)
    | st.integers(-(10**20), 10**20).map(Decimal),
    st.integers(0, 15),
    st.integers(1, 18),
)
def test_what_is_sent_is_what_is_kept(value: Decimal, scale: int, more: int) -> None:
    """The Sandbox keeps exactly the number, or Joey has refused it."""
    precision = scale + more
    sent = number(value, FieldInfo("n", "double", precision=precision, scale=scale))
    if not isinstance(sent, Refusal):
        theirs = field_of(["n", "N", "double", 0, {"precision": precision, "scale": scale}])
        assert values.kept(theirs, sent) == pytest.approx(float(value), rel=1e-15)


async def _written(app: ConnectedApp, setting: Setting, **fields: Value) -> Written | Refused:
    wanted = Snapshot(str(fields[setting.match_field]), fields)
    write = Create(RecordId("1"), wanted, whole(wanted))
    answer = (await destination(app, setting).gateway.write([write])).unwrap()[RecordId("1")]
    assert isinstance(answer, Written | Refused)
    return answer


async def test_a_price_with_too_many_decimals_is_refused_with_its_field_and_nothing_is_sent(
    app: ConnectedApp, window: Window
) -> None:
    answer = await _written(app, BY_EMAIL, Email="a@b.co", LastName="A", currency_field__c=Decimal("9.999"))
    assert isinstance(answer, Refused)
    assert answer.field == "currency_field__c"
    assert "round it in the model" in answer.reason
    assert await window.rows("Contact") == []
    kept = await _written(app, BY_EMAIL, Email="a@b.co", LastName="A", currency_field__c=Decimal("9.99"))
    assert isinstance(kept, Written)
    assert (await window.rows("Contact"))[0]["currency_field__c"] == 9.99


async def test_an_account_without_a_name_is_refused_before_it_is_sent(app: ConnectedApp, window: Window) -> None:
    answer = await _written(app, BY_NUMBER, AccountNumber="A-1", Name=None)
    assert isinstance(answer, Refused)
    assert answer.field == "Name"
    assert "POST /composite/sobjects" not in await window.paths()
