"""Reads, told to the lookups that asked: by every name that a record answers to, however many ask at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from joey.adapters.destinations.hubspot.keys import CONTACTS, EMAIL, RECORD_ID, Matching
from joey.adapters.destinations.hubspot.sightings import read_found
from joey.domain.action import ById, ByKey, Lookup

BY_EMAIL, BY_ID = Matching(CONTACTS, EMAIL), Matching(CONTACTS, RECORD_ID)
ids = st.sampled_from(["1", "2", "3", ""])
emails = st.sampled_from(["a@x.co", "A@x.co", "b@x.co", "1", ""])
results = st.lists(
    st.fixed_dictionaries(
        {
            "id": ids,
            "properties": st.fixed_dictionaries(
                {
                    "email": emails,
                    "hs_additional_emails": st.lists(emails, max_size=2).map(";".join),
                    "hs_merged_object_ids": st.lists(ids, max_size=2).map(";".join),
                }
            ),
        }
    ),
    max_size=4,
)
Result = Mapping[str, object]


@pytest.mark.parametrize("matching", [BY_EMAIL, BY_ID], ids=["by e-mail", "by record id"])
@given(results, st.lists(ids.map(ById) | emails.map(ByKey), min_size=2, max_size=4, unique=True))
def test_a_record_is_found_by_each_of_its_keys_and_by_every_id_that_it_ever_had(
    matching: Matching, given_results: Sequence[dict[str, object]], lookups: Sequence[Lookup]
) -> None:
    found = read_found({"results": given_results}, lookups, matching)
    for lookup in lookups:
        wanted = {str(result["id"]) for result in given_results if _is_meant(result, lookup, matching)}
        assert {record.id for record in found.get(lookup, ())} == wanted


def _is_meant(result: Result, lookup: Lookup, matching: Matching) -> bool:
    """The plain rule, for one record and one lookup."""
    properties = result["properties"]
    if not result["id"] or not isinstance(properties, Mapping):
        return False
    ids = {result["id"], *properties["hs_merged_object_ids"].split(";")}
    if isinstance(lookup, ById):
        return lookup.id in ids
    if matching.by_record_id:
        return lookup.key in ids
    keys = {properties["email"], *properties["hs_additional_emails"].split(";")} - {""}
    return lookup.key.lower() in {key.lower() for key in keys} or (lookup.key in ids and result["id"] in keys)
