"""A torn last entry is told from damage, at every byte."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from joey.adapters.ledgers.files.lines import Broken, Line, Torn, framed, lines

PAYLOADS = st.lists(st.binary(max_size=40).map(lambda raw: raw.hex().encode()), min_size=1, max_size=4)


def written(payloads: list[bytes]) -> bytes:
    return b"".join(framed(number, payload) for number, payload in enumerate(payloads, 1))


@given(PAYLOADS)
def test_entries_come_back_as_they_were_written(payloads: list[bytes]) -> None:
    found = list(lines(written(payloads)))
    assert [line.payload for line in found if isinstance(line, Line)] == payloads
    assert [line.sequence for line in found if isinstance(line, Line)] == list(range(1, len(payloads) + 1))


@given(PAYLOADS, st.data())
def test_a_file_that_was_cut_short_ends_in_a_torn_entry_or_in_a_whole_one(
    payloads: list[bytes], data: st.DataObject
) -> None:
    whole = written(payloads)
    cut = data.draw(st.integers(0, len(whole)))
    found = list(lines(whole[:cut]))
    kept = [line for line in found if isinstance(line, Line)]
    assert [line.payload for line in kept] == payloads[: len(kept)]
    end = kept[-1].end if kept else 0
    assert found[len(kept) :] == ([] if end == cut else [Torn(end)])


@given(PAYLOADS, st.data(), st.integers(1, 255))
def test_a_byte_that_is_not_what_was_written_is_damage(payloads: list[bytes], data: st.DataObject, change: int) -> None:
    whole = bytearray(written(payloads))
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= change
    found = list(lines(bytes(whole)))
    assert isinstance(found[-1], Broken)
    assert all(isinstance(line, Line) for line in found[:-1])


@given(PAYLOADS, st.integers(1, 30))
def test_an_end_that_never_reached_the_disk_is_torn(payloads: list[bytes], lost: int) -> None:
    whole = written(payloads)
    begins = len(written(payloads[:-1]))
    lost = min(lost + 1, len(whole) - begins)
    found = list(lines(whole[:-lost] + bytes(lost)))
    assert found[-1] == Torn(begins)
