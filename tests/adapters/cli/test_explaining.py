"""Pins explain, rejected, retry, and what becomes of destinations that the project has no more."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest

from joey.adapters.sandbox.server import running_sandbox
from tests.adapters.cli.conftest import SECRET, Joey, program
from tests.adapters.cli.test_opening import spoil
from tests.adapters.cli.test_running import customers, remote


@pytest.fixture
def sandbox() -> Generator[str]:
    with running_sandbox() as address:
        yield address


@pytest.fixture
def shop(joey: Joey, tmp_path: Path, sandbox: str) -> Path:
    """The starter project, its App at a Sandbox, after a run in which record 4 had record 1's e-mail."""
    joey("init")
    spoil(tmp_path, '"${HUBSPOT_TOKEN}"', f'"${{HUBSPOT_TOKEN}}"\n      base_url: {sandbox}/hubspot')
    customers(tmp_path, "dai@example.com", "ADA@example.com")
    assert joey("run").code == 3
    return tmp_path


def test_a_record_is_explained_from_its_row_to_the_vendors_answer(joey: Joey, shop: Path) -> None:
    customers(shop, "Chloé", "Chloe")
    answer = joey("explain", "crm_contacts", "3")
    assert answer.code == 0
    assert "It is in the model customers." in answer.out
    assert "Key: chloe@example.com. Groups at the vendor: High Value." in answer.out
    assert "update: firstname changes" in answer.out
    assert [line.split()[2:5] for line in answer.out.splitlines() if "crm_contacts" in line][1:] == [
        ["crm_contacts", "intent", "create"],
        ["crm_contacts", "delivered", remote_id(joey, "3")],
    ]


def remote_id(joey: Joey, record: str) -> str:
    return str(joey("explain", "crm_contacts", record, "--json").json["explanation"]["known"]["remote_id"])


def test_an_explanation_in_json_has_each_step_and_what_is_known(joey: Joey, shop: Path) -> None:
    told = joey("explain", "crm_contacts", "2", "--json").json["explanation"]
    assert told["record"]["properties"]["first_name"] == "Björn"
    steps = {step["field"]: step for step in told["mapping"]}
    assert steps["phone"]["raw"] == "+1 202 555 0102"
    assert steps["phone"]["value"] == "+12025550102"
    assert told["known"]["held"]["fields"]["firstname"] == "Björn"
    assert told["known"]["since"]
    assert told["next"] == {"action": "nothing", "because": "the Target is known to hold just what the Record comes to"}
    assert [entry["kind"] for entry in told["history"]] == ["intent", "delivered"]


def test_a_refused_value_is_shown_where_its_way_ends(joey: Joey, shop: Path) -> None:
    customers(shop, "bjorn@example.com", "no address")
    told = joey("explain", "crm_contacts", "2", "--json").json["explanation"]
    (step,) = [step for step in told["mapping"] if step["field"] == "email"]
    assert step["value"]["reason"] == "is not an e-mail address"
    assert told["next"]["because"] == "is not an e-mail address"
    assert "refused: is not an e-mail address" in joey("explain", "crm_contacts", "2").out


def test_records_that_nobody_knows_are_explained_too(joey: Joey, shop: Path) -> None:
    answer = joey("explain", "crm_contacts", "99")
    assert answer.code == 0
    assert "It is not in the model customers." in answer.out
    assert "nothing: it isn't in the Destination, and was never delivered" in answer.out
    spoil(shop, "records: all", "records: {group: High Value}")
    outside = joey("explain", "crm_contacts", "5").out
    assert "in the model customers, but not in the group High Value" in outside
    unknown = program("explain", "crm_contact", "5", cwd=shop, HUBSPOT_TOKEN=SECRET)
    assert (unknown.code, "Did you mean 'crm_contacts'?" in unknown.err) == (2, True)


def test_what_stands_rejected_is_summed_up_by_reason_without_asking_the_vendor(joey: Joey, shop: Path) -> None:
    answer = joey("rejected", HUBSPOT_TOKEN=None)
    assert answer.code == 0
    assert "crm_contacts: 1 record not as it should be" in answer.out
    (report,) = joey("rejected", "crm_contacts", "--json").json["destinations"]
    (group,) = report["groups"]
    assert (report["count"], group["kind"], group["field"]) == (1, "rejected", "email")
    assert [record["record_id"] for record in group["records"]] == ["4"]
    assert joey("rejected", "nowhere").code == 2


def test_reasons_that_differ_in_a_records_own_values_alone_are_one_group(joey: Joey, shop: Path) -> None:
    customers(shop, "emeka@example.com", "bjorn@example.com")
    joey("run")
    ((group,),) = [report["groups"] for report in joey("rejected", "--json").json["destinations"]]
    assert [record["record_id"] for record in group["records"]] == ["4", "5"]
    assert group["reason"].startswith("record … has the same key")


def test_a_duplicate_that_stands_as_it_stood_fails_no_run_and_stays_visible(joey: Joey, shop: Path) -> None:
    again = joey("run", "--json")
    (report,) = again.json["report"]["destinations"]
    assert (again.code, report["outcomes"], report["unchanged"]) == (0, {}, 5)
    assert "1 rejected" in joey("status").out
    customers(shop, "Dai,", "Dave,")
    assert joey("run").code == 3
    assert joey("run").code == 0


def test_a_retry_has_the_next_run_look_again(joey: Joey, shop: Path) -> None:
    answer = joey("retry", HUBSPOT_TOKEN=None)
    assert (answer.code, answer.out) == (0, "crm_contacts: the next run looks again at 1 record.\n")
    (report,) = joey("run", "--json").json["report"]["destinations"]
    assert report["outcomes"] == {"rejected": 1}
    assert joey("retry", "crm_contacts", "2", "77", "--json").json["destinations"] == {"crm_contacts": 1}
    nobody = joey("retry", "crm_contacts", "77")
    assert "None of these records is in the Destination" in nobody.out
    assert joey("retry", "nowhere").code == 2


def test_a_renamed_destination_goes_on_where_it_was(joey: Joey, shop: Path, sandbox: str) -> None:
    early = joey("destination", "rename", "crm_contacts", "people")
    assert (early.code, "still has the destination" in early.err) == (1, True)
    spoil(shop, "  crm_contacts:", "  people:")
    assert "joey destination rename crm_contacts NEW" in joey("plan").out
    renamed = joey("destination", "rename", "crm_contacts", "people", HUBSPOT_TOKEN=None)
    assert renamed.code == 0
    assert "crm_contacts goes on as people: 4 records" in renamed.out
    assert joey("plan", "--detailed-exitcode").code == 0
    assert "Note:" not in joey("plan").out
    again = joey("destination", "rename", "crm_contacts", "people")
    assert (again.code, "no Ledger knows" in again.err) == (1, True)


def test_a_name_that_has_run_already_is_not_taken(joey: Joey, shop: Path) -> None:
    spoil(shop, "  crm_contacts:", "  people:")
    joey("run")
    answer = joey("destination", "rename", "crm_contacts", "people")
    assert answer.code == 1
    assert "joey destination drop crm_contacts" in answer.err


@pytest.mark.parametrize("forget", [False, True])
def test_a_dropped_destination_leaves_the_vendor_alone(joey: Joey, shop: Path, sandbox: str, *, forget: bool) -> None:
    before = remote(sandbox)
    refused = joey("destination", "drop", "crm_contacts")
    assert (refused.code, "Take it out of the project file first" in refused.err) == (1, True)
    spoil(shop, "  crm_contacts:", "  people:")
    options = ("--forget",) if forget else ()
    dropped = joey("destination", "drop", "crm_contacts", *options, "--json").json
    assert [target["delivered"] for target in dropped["targets"]] == [4]
    assert remote(sandbox) == before
    assert joey("run").code == 3
    assert remote(sandbox).keys() == before.keys()
