from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from joey.domain.target import Target

_texts = st.text("a1:", max_size=3)
_targets = st.builds(Target, _texts, _texts, _texts, st.lists(st.tuples(_texts, _texts), max_size=2).map(tuple))


@given(_targets, _targets)
def test_two_targets_have_one_id_only_if_they_are_one(a: Target, b: Target) -> None:
    assert (a.id == b.id) == (a == b)


def test_no_two_ways_of_cutting_the_same_text_are_one_target() -> None:
    cuts = [Target("a", "bc", "d"), Target("ab", "c", "d"), Target("a", "b", "cd"), Target("a", "b", "c", (("", "d"),))]
    assert all(a.id != b.id for a, b in itertools.combinations(cuts, 2))


def test_the_id_is_stable_and_starts_with_the_connection() -> None:
    target = Target("https://api.example.com", "42", "crm-contacts", (("object", "contacts"),))
    assert target.id == "crm-contacts-fc8d7e4cda5f0255"


def test_a_target_reads_as_what_it_is() -> None:
    target = Target("https://api.example.com", "42", "crm", (("object", "contacts"), ("list", "7")))
    assert str(target) == "crm of account 42 at https://api.example.com (object contacts, list 7)"
    assert str(Target("https://api.example.com", "42", "crm")) == "crm of account 42 at https://api.example.com"
