"""Explain answers for any Record: known, unknown, not in the Group, refused, a duplicate, one that has left."""

from __future__ import annotations

from joey.application.explain import Explanation
from tests.application.embedded import ALLOWED, Embedded, destination, people, person, ran


def explained(project: Embedded, record_id: object) -> Explanation:
    return project.container.explain_service().explain_now("crm", str(record_id)).unwrap()


def test_a_record_that_nobody_has_seen_is_not_in_the_model() -> None:
    project = Embedded()
    project.now(people(1))
    told = explained(project, 99)
    assert told.presence == "not in the model people"
    assert (told.record, told.trace, list(told.history)) == (None, None, [])
    assert told.because == "it isn't in the Destination, and was never delivered"


def test_a_record_outside_the_group_says_which() -> None:
    project = Embedded(destination(only="VIP"))
    project.now([person(1), person(2, groups={"VIP"})])
    assert explained(project, 1).presence == "in the model people, but not in the group VIP"
    assert explained(project, 2).presence == "in the model people"


def test_a_new_record_will_be_created_and_a_delivered_one_has_nothing_to_come() -> None:
    project = Embedded()
    project.now(people(1))
    assert "never delivered" in explained(project, 1).because
    ran(project)
    told = explained(project, 1)
    assert told.next_action == "nothing"
    assert [entry.kind for entry in told.history] == ["intent", "delivered"]


def test_a_changed_record_says_what_changes() -> None:
    project = Embedded()
    project.now([person(1, groups={"High"})])
    ran(project)
    project.now([person(1, None, mail="new@example.com")])
    told = explained(project, 1)
    assert (told.next_action, told.because) == (
        "update",
        "its key changes, email changes, first_name is cleared, leaves High",
    )


def test_a_duplicate_names_who_has_its_key() -> None:
    project = Embedded()
    project.now([person(1), person(2, mail="person1@example.com")])
    ran(project)
    assert "record 1 has the same key" in explained(project, 2).because


def test_a_row_that_cannot_be_sent_says_where_its_way_ends() -> None:
    project = Embedded()
    project.now([person(1, mail=None), person(2)])
    told = explained(project, 1)
    assert told.because == "is empty, and it is the key"
    assert told.trace is not None


def test_who_has_left_will_be_deleted() -> None:
    project = Embedded()
    project.now(people(2))
    ran(project)
    project.now(people(1))
    assert explained(project, 2).next_action == "delete"
    ran(project, ALLOWED)
    assert explained(project, 2).because == "it has left the Destination, and that was carried out"
    assert project.calls()[-1].size == 1


def test_explaining_writes_nothing() -> None:
    project = Embedded()
    project.now(people(1))
    explained(project, 1)
    assert project.calls() == []
