"""Who leaves Facebook's audiences in part, and is back before the rest is done."""

from __future__ import annotations

import pytest

from joey.domain.record import Record, RecordId
from joey.ports.contract.subject import GROUPS, HIGH_VALUE, NEWCOMERS
from tests.adapters.destinations.facebook.subject import FacebookSubject, hashed

ADA, BOB = (
    Record(RecordId(address), {"EMAIL": address, "FN": None, "LN": None}, frozenset(GROUPS))
    for address in ("ada@demo.com", "bob@demo.com")
)


@pytest.mark.parametrize("stuck", [HIGH_VALUE, NEWCOMERS])
async def test_who_left_one_audience_and_not_the_other_joins_both_again(subject: FacebookSubject, stuck: str) -> None:
    await subject.export([ADA, BOB])
    (id_,) = [str(one["id"]) for one in await subject.window.audiences() if one["name"] == stuck]
    down = {"kind": "status", "method": "DELETE", "contains": f"/{id_}/users", "times": 999, "status": 400}
    await subject.window.switch(failures=[{**down, "body": {"error": {"code": 2, "message": "Service down"}}}])
    assert (await subject.export([BOB]))[ADA.id] == "unknown"
    await subject.calm()
    assert await subject.export([ADA, BOB]) == {ADA.id: "delivered"}
    stored = await subject.stored()
    assert stored[hashed("ada@demo.com")].groups == set(GROUPS)
