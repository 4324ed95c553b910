from __future__ import annotations

import itertools
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from joey.domain.ownership import Claim, Claimant, Duplicate, HandedOver, Own, Verdict, seniority, settle
from joey.domain.record import RecordId
from tests.strategies import claimants, claims, sole_claims

_given_claims = given(claims)
_given_sole_claims = given(sole_claims)


def _who(id_: int | str, model: str = "m") -> Claimant:
    return Claimant(model, RecordId(str(id_)))


def _settled(*moves: tuple[int, str | None, str | None]) -> dict[int, Verdict]:
    verdicts = settle(Claim(_who(id_), holds, wants) for id_, holds, wants in moves)
    return {int(who.record_id): verdict for who, verdict in verdicts.items()}


def _ends_on(claim: Claim, verdict: Verdict) -> str | None:
    """The key that a Record has when all is done."""
    if isinstance(verdict, Duplicate):
        return claim.holds
    return claim.wants if isinstance(verdict, Own) else None


@_given_claims
def test_every_claim_gets_a_verdict_and_nobody_else(given_claims: list[Claim]) -> None:
    assert settle(given_claims).keys() == {claim.claimant for claim in given_claims}


@given(claims.flatmap(lambda some: st.tuples(st.just(some), st.permutations(some))))
def test_verdicts_are_independent_of_the_order_of_claims(orders: tuple[list[Claim], list[Claim]]) -> None:
    assert settle(orders[0]) == settle(orders[1])


@_given_sole_claims
def test_a_remote_record_has_one_owner(given_claims: list[Claim]) -> None:
    verdicts = settle(given_claims)
    ends = [key for claim in given_claims if (key := _ends_on(claim, verdicts[claim.claimant])) is not None]
    assert len(ends) == len(set(ends))


@_given_claims
def test_of_two_that_hold_one_key_one_keeps_it_and_the_others_are_duplicates_of_it(given_claims: list[Claim]) -> None:
    verdicts = settle(given_claims)
    staying = [c for c in given_claims if c.wants is not None and c.wants == c.holds]
    for claim in staying:
        same = sorted((c.claimant for c in staying if c.holds == claim.holds), key=seniority)
        verdict = verdicts[claim.claimant]
        if claim.claimant == same[0]:
            assert not isinstance(verdict, Duplicate) or _holds(given_claims, verdict.of) == claim.holds
        else:
            assert isinstance(verdict, Duplicate)


def _holds(given_claims: Sequence[Claim], who: Claimant) -> str | None:
    return next(claim.holds for claim in given_claims if claim.claimant == who)


@_given_sole_claims
def test_the_incumbent_stays(given_claims: list[Claim]) -> None:
    verdicts = settle(given_claims)
    staying = [verdicts[c.claimant] for c in given_claims if c.holds is not None and c.wants == c.holds]
    assert all(isinstance(one, Own) and one == Own(over=one.over) for one in staying)


@_given_sole_claims
def test_who_wins_a_key_knows_over_whom(given_claims: list[Claim]) -> None:
    verdicts = settle(given_claims)
    lost = {(who, one.of) for who, one in verdicts.items() if isinstance(one, Duplicate)}
    won = {(beaten, who) for who, one in verdicts.items() if isinstance(one, Own) for beaten in one.over}
    assert won == {(who, of) for who, of in lost if isinstance(verdicts[of], Own)}


@_given_sole_claims
def test_a_loser_stays_where_it_is_and_names_who_has_the_key_in_the_end(given_claims: list[Claim]) -> None:
    verdicts = settle(given_claims)
    by_claimant = {claim.claimant: claim for claim in given_claims}
    for claim in given_claims:
        verdict = verdicts[claim.claimant]
        if isinstance(verdict, Duplicate):
            assert claim.wants is not None
            assert _ends_on(by_claimant[verdict.of], verdicts[verdict.of]) == claim.wants


@_given_claims
def test_who_wins_is_an_incumbent_or_the_smallest_id(given_claims: list[Claim]) -> None:
    verdicts = settle(given_claims)
    for loser, verdict in verdicts.items():
        if isinstance(verdict, Duplicate):
            wants = next(claim.wants for claim in given_claims if claim.claimant == loser)
            assert _holds(given_claims, verdict.of) == wants or seniority(verdict.of) < seniority(loser)


@_given_sole_claims
def test_nobodys_key_is_taken_before_it_is_free(given_claims: list[Claim]) -> None:
    verdicts = settle(given_claims)
    holder = {claim.holds: claim for claim in given_claims if claim.holds is not None}
    for claim in given_claims:
        verdict = verdicts[claim.claimant]
        if not isinstance(verdict, Own) or claim.wants == claim.holds or claim.wants not in holder:
            continue
        before = holder[claim.wants].claimant
        if verdict.heir_of is not None:
            assert verdict.heir_of == before
            assert verdict.after is None
            continue
        ahead = verdicts[before]
        assert verdict.after == before
        assert isinstance(ahead, Own)
        assert verdict.wave == ahead.wave + 1


@_given_claims
def test_who_waits_for_nobody_goes_first(given_claims: list[Claim]) -> None:
    for verdict in settle(given_claims).values():
        if isinstance(verdict, Own):
            assert (verdict.wave > 0) == (verdict.after is not None)
            assert verdict.heir_of is None or verdict.wave == 0
            assert not verdict.swaps or verdict.heir_of is not None


@_given_claims
def test_a_leaver_is_handed_over_to_its_heir_and_to_nobody_else(given_claims: list[Claim]) -> None:
    verdicts = settle(given_claims)
    heirs = {v.heir_of: who for who, v in verdicts.items() if isinstance(v, Own) and v.heir_of and not v.swaps}
    handed = {who: verdict.to for who, verdict in verdicts.items() if isinstance(verdict, HandedOver)}
    assert heirs == handed
    assert all(claim.wants is None for claim in given_claims if claim.claimant in handed)


@_given_claims
def test_a_cycle_swaps_as_a_whole(given_claims: list[Claim]) -> None:
    verdicts = settle(given_claims)
    by_claimant = {claim.claimant: claim for claim in given_claims}
    swapping = {who: v.heir_of for who, v in verdicts.items() if isinstance(v, Own) and v.swaps}
    assert set(swapping.values()) == set(swapping)
    assert all(of is not None and by_claimant[who].wants == by_claimant[of].holds for who, of in swapping.items())


@given(claimants, claimants, claimants)
def test_seniority_is_a_total_order(a: Claimant, b: Claimant, c: Claimant) -> None:
    assert (seniority(a) == seniority(b)) == (a == b)
    assert not (seniority(a) < seniority(b) < seniority(c)) or seniority(a) < seniority(c)


def test_the_smaller_id_wins_and_10_comes_after_9() -> None:
    assert _settled((10, None, "a"), (9, None, "a")) == {10: Duplicate(_who(9)), 9: _over(10)}


def test_numbers_come_before_texts_and_models_before_ids() -> None:
    order = [_who(9), _who("010"), _who(10), _who("9" * 40), _who("1" * 41), _who("a"), _who(1, "n")]
    assert all(seniority(a) < seniority(b) for a, b in itertools.pairwise(order))
    assert seniority(_who("٣"))[1] == seniority(_who("a"))[1]


def test_the_incumbent_stays_though_a_smaller_id_comes() -> None:
    assert _settled((9, "a", "a"), (1, None, "a")) == {9: _over(1), 1: Duplicate(_who(9))}


def test_who_may_have_the_key_already_comes_before_the_smallest_id_and_after_the_incumbent() -> None:
    first, tried = Claim(_who(1), None, "a"), Claim(_who(2), None, "a", ("a",))
    assert settle([first, tried]) == {_who(2): _over(1), _who(1): Duplicate(_who(2))}
    assert settle([first, tried, Claim(_who(3), "a", "a")])[_who(2)] == Duplicate(_who(3))
    gone_on = Claim(_who(1), None, "a", ("a", "b"))
    assert settle([gone_on, tried]) == {_who(2): _over(1), _who(1): Duplicate(_who(2))}


def test_a_loser_that_stays_makes_its_follower_lose_too_and_all_name_who_has_their_key() -> None:
    assert _settled((1, None, "x"), (2, "a", "x"), (3, "b", "a"), (4, None, "a")) == {
        1: _over(2),
        2: Duplicate(_who(1)),
        3: Duplicate(_who(2)),
        4: Duplicate(_who(2)),
    }


def test_a_chain_is_ordered_by_waves() -> None:
    assert _settled((1, "a", "b"), (2, "b", "c"), (3, "c", "d")) == {
        3: Own(),
        2: Own(1, _who(3)),
        1: Own(2, _who(2)),
    }


def test_the_heir_of_a_leaver_moves_at_once_and_whoever_wants_its_key_waits_for_it() -> None:
    assert _settled((1, "a", None), (2, "b", "a"), (3, "c", "b")) == {
        1: HandedOver(_who(2)),
        2: Own(heir_of=_who(1)),
        3: Own(1, _who(2)),
    }


def test_two_that_swap_take_over_each_other() -> None:
    assert _settled((1, "a", "b"), (2, "b", "a"), (3, "c", "c")) == {
        1: Own(heir_of=_who(2), swaps=True),
        2: Own(heir_of=_who(1), swaps=True),
        3: Own(),
    }


def test_a_third_who_wants_a_key_of_a_circle_loses_or_breaks_it_so_that_all_stay() -> None:
    assert _settled((2, "a", "b"), (3, "b", "a"), (9, None, "a"))[9] == Duplicate(_who(3))
    broken = _settled((2, "a", "b"), (3, "b", "a"), (1, None, "a"))
    assert broken == {3: Duplicate(_who(2)), 2: Duplicate(_who(3)), 1: Duplicate(_who(2))}


def test_a_leaver_without_an_heir_just_leaves_and_one_without_a_key_wants_none() -> None:
    assert _settled((1, "a", None), (2, None, None)) == {1: Own(), 2: Own()}


def test_a_long_chain_of_any_kind_settles_in_linear_time() -> None:
    many = 30_000
    chain = settle(Claim(_who(n), f"k{n}", f"k{n + 1}") for n in range(many))
    assert chain[_who(0)] == Own(many - 1, _who(1))
    blocked = [Claim(_who(n), f"k{n}", f"k{n + 1}") for n in range(many)]
    losing = settle([*blocked, Claim(_who("incumbent"), f"k{many}", f"k{many}")])
    assert losing[_who(0)] == Duplicate(_who(1))
    circle = settle(Claim(_who(n), f"k{n}", f"k{(n + 1) % many}") for n in range(many))
    assert all(isinstance(verdict, Own) and verdict.swaps for verdict in circle.values())


def test_without_claims_there_is_nothing_to_settle() -> None:
    assert list(settle([])) == []


def _over(*beaten: int) -> Own:
    return Own(over=frozenset(map(_who, beaten)))
