"""Pins how a run's report reads."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest

from joey.adapters.cli.run_report import show_run
from joey.adapters.cli.voice import Voice, as_json
from joey.application.reports import DestinationReport, GuardStop, RunReport, Unwell

KEPT = Path(".joey/last-run.json")


def shown(report: RunReport, capsys: pytest.CaptureFixture[str]) -> str:
    show_run(report, KEPT, Voice("run"))
    return capsys.readouterr().out


def lines(text: str) -> list[list[str]]:
    return [line.split() for line in text.splitlines()]


def test_a_run_where_all_went_is_a_table_and_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    went = DestinationReport(
        "crm", outcomes={"delivered": 1200}, actions={"create": 1150, "update": 50}, unchanged=3800
    )
    out = shown(RunReport("r", (went,), {"app": {"create": 12, "find": 1}}), capsys)
    assert lines(out)[:2] == [
        ["Destination", "Delivered", "Unchanged", "Seconds", "What", "was", "done"],
        ["crm", "1,200", "3,800", "0.0", "1,150", "created,", "50", "updated"],
    ]
    assert out.endswith("\nEverything that should have gone went. 13 API calls.\n")


def test_only_the_kinds_that_occur_have_a_column(capsys: pytest.CaptureFixture[str]) -> None:
    reports = (
        DestinationReport("one", outcomes={"delivered": 1, "rejected": 2}),
        DestinationReport("two", outcomes={"unknown": 3}, untried=4),
    )
    heading, one, two = lines(shown(RunReport("r", reports), capsys))[:3]
    assert heading[1:7] == ["Delivered", "Unchanged", "Rejected", "Unknown", "Untried", "Seconds"]
    assert one[1:6] == ["1", "0", "2", "0", "0"]
    assert two[1:6] == ["0", "0", "0", "3", "4"]


def test_the_first_five_records_that_did_not_go_are_listed_by_number_and_the_rest_is_pointed_to(
    capsys: pytest.CaptureFixture[str],
) -> None:
    unwell = tuple(Unwell(str(n), "rejected", "not an email [see: the row]", "email") for n in reversed(range(25)))
    out = shown(RunReport("r", (DestinationReport("crm", outcomes={"rejected": 30}, unwell=unwell),)), capsys)
    listed = [line for line in out.splitlines() if "not an email [see: the row]" in line]
    assert [line.split()[0] for line in listed] == ["0", "1", "2", "3", "4"]
    assert "… and 25 more: `joey rejected` sums them up, .joey/last-run.json names them." in out
    assert out.rstrip().endswith("Some records did not go; they are sent again when that can help. 0 API calls.")


def test_a_destination_that_could_not_run_says_why_and_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    failed = DestinationReport(
        "crm", error="the token is too old", hint="Make a new one.", resumes=datetime(2026, 1, 1, 12, tzinfo=UTC)
    )
    out = shown(RunReport("r", (failed,)), capsys)
    assert "✗ crm: the token is too old\n  Make a new one.\n" in out
    assert "could not run" in out
    assert "can go on from 20" in out
    assert "Not everything could run." in out


def test_rows_without_a_usable_id_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    refused = DestinationReport("crm", refused_rows=2, row_problems=("row 3: no id", "row 9: no id"), notes=("a note",))
    out = shown(RunReport("r", (refused,)), capsys)
    assert "2 rows have an id that can't be used:\n  row 3: no id\n  row 9: no id\n" in out
    assert "crm: a note" in out


@pytest.mark.parametrize(("final", "advice"), [(False, "joey run --allow-deletes"), (True, "See to the source")])
def test_what_a_guard_stopped_is_told_with_a_sample_and_a_way_on(
    capsys: pytest.CaptureFixture[str], *, final: bool, advice: str
) -> None:
    stop = GuardStop(("40 of 100 delivered records would be deleted",), ("r1", "r2"), final)
    report = RunReport("r", (DestinationReport("crm", guard=stop),))
    out = shown(report, capsys)
    assert (
        "✗ crm: a guard stopped it, and nothing was written:\n  40 of 100 delivered records would be deleted\n" in out
    )
    assert "Among them: r1, r2." in out
    assert advice in out
    assert report.exit_code == 4


def test_a_stopped_run_says_what_is_left(capsys: pytest.CaptureFixture[str]) -> None:
    out = shown(RunReport("r", (DestinationReport("crm", untried=1234),), stopped=True), capsys)
    assert "Stopped; 1,234 left for the next run." in out


def test_a_report_in_json_keeps_its_names_and_loses_its_secrets() -> None:
    report = RunReport("r", (DestinationReport("crm", error="access_token=abcdef123456 is wrong"),))
    answer = orjson.loads(as_json({"command": "run", "report": report}))
    assert answer["version"] == 1
    assert answer["report"]["destinations"][0]["destination"] == "crm"
    assert "abcdef123456" not in str(answer)
