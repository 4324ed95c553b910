"""Ownership: a remote record has one owner per Target; which of several claimants gets a key, and in which order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from joey.domain.record import RecordId


@dataclass(frozen=True, slots=True, order=True)
class Claimant:
    """A Record of a model, as one of those that write to a Target."""

    model: str
    record_id: RecordId


@dataclass(frozen=True, slots=True)
class Claim:
    """The key that a Record holds at the Target (None: none), and the one it wants after this run (None: it leaves).

    ``tried``: keys that writes without an answer may have given it, the latest last.
    """

    claimant: Claimant
    holds: str | None
    wants: str | None
    tried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Own:
    """The Record gets the key it wants, in this wave, once ``after`` has moved away from it.

    ``heir_of``: it takes over the remote record of that one, which has left; or which takes over another one's in
    turn, so that all ``swaps`` go together. ``over``: who wanted the same key and doesn't get it.
    """

    wave: int = 0
    after: Claimant | None = None
    heir_of: Claimant | None = None
    swaps: bool = False
    over: frozenset[Claimant] = frozenset()


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another Record has the key: this one is rejected and keeps its claim."""

    of: Claimant


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The Record leaves, and its remote record goes on as the heir's."""

    to: Claimant


Verdict: TypeAlias = Own | Duplicate | HandedOver


def settle(claims: Iterable[Claim]) -> Mapping[Claimant, Verdict]:
    """The verdict on every claim, given all claims that touch a contested key."""
    by_claimant = {claim.claimant: claim for claim in claims}
    losers = _losers(by_claimant)
    moving = {who: c if who not in losers else replace(c, wants=c.holds) for who, c in by_claimant.items()}
    holder = {moving[who].holds: who for who in sorted(moving, key=seniority, reverse=True)}
    verdicts: dict[Claimant, Verdict] = {who: Duplicate(of) for who, of in losers.items()}
    after = {who: before for who, c in moving.items() if (before := _predecessor(c, holder)) is not None}
    for heir, leaver in after.items():
        if moving[leaver].wants is None:
            verdicts[leaver] = HandedOver(heir)
            verdicts[heir] = Own(heir_of=leaver)
    cycles = _in_cycles(after)
    waves = _waves(after, cycles, moving)
    for who in moving:
        if who in cycles:
            verdicts[who] = Own(heir_of=after[who], swaps=True)
        elif who not in verdicts:
            verdicts[who] = Own(waves.get(who, 0), after.get(who))
    for winner, beaten in _beaten(losers).items():
        won = verdicts[winner]
        verdicts[winner] = replace(won, over=beaten) if isinstance(won, Own) else won
    return verdicts


def _beaten(losers: Mapping[Claimant, Claimant]) -> Mapping[Claimant, frozenset[Claimant]]:
    """Whom each winner has won over."""
    beaten: defaultdict[Claimant, set[Claimant]] = defaultdict(set)
    for loser, winner in losers.items():
        beaten[winner].add(loser)
    return {winner: frozenset(several) for winner, several in beaten.items()}


def _losers(claims: Mapping[Claimant, Claim]) -> dict[Claimant, Claimant]:
    """Who doesn't get the key he wants, and who does. A loser stays where he is, which may make others lose."""
    wanting: defaultdict[str, list[Claimant]] = defaultdict(list)
    for who, claim in claims.items():
        if claim.wants is not None:
            wanting[claim.wants].append(who)
    losing: set[Claimant] = set()
    contested = [key for key, claimants in wanting.items() if len(claimants) > 1]
    while contested:
        key = contested.pop()
        winner = _winner(key, wanting[key], claims)
        for who in wanting[key]:
            if who != winner and who not in losing:
                losing.add(who)
                stays_on = claims[who].holds
                if stays_on is not None and stays_on != key:
                    wanting[stays_on].append(who)
                    contested.append(stays_on)
        wanting[key] = [winner]
    return {who: winner for who in losing for winner in wanting[claims[who].wants or ""]}


def _winner(key: str, wanting: list[Claimant], claims: Mapping[Claimant, Claim]) -> Claimant:
    """The incumbent; else who may be, by the latest write; else the smallest id."""
    incumbents = [who for who in wanting if claims[who].holds == key]
    if incumbents or not any(key in claims[who].tried for who in wanting):
        return min(incumbents or wanting, key=seniority)
    doubtful = [who for who in wanting if key in claims[who].tried]
    return min(doubtful, key=lambda who: (claims[who].tried[::-1].index(key), seniority(who)))


_LONGEST_NUMBER = 40


def seniority(who: Claimant) -> tuple[str, int, str]:
    """The order of ids: numbers by value, before texts."""
    text = str(who.record_id)
    if text.isascii() and text.isdigit() and len(text) <= _LONGEST_NUMBER:
        return (who.model, int(text), text)
    return (who.model, 10**_LONGEST_NUMBER, text)


def _predecessor(claim: Claim, holder: Mapping[str | None, Claimant]) -> Claimant | None:
    """Who holds the key that a Record moves to."""
    if claim.wants is None or claim.wants == claim.holds:
        return None
    return holder.get(claim.wants)


def _in_cycles(after: Mapping[Claimant, Claimant]) -> frozenset[Claimant]:
    """Those who wait, through others, for themselves. Everybody waits for one at most, so one walk finds a cycle."""
    inside: set[Claimant] = set()
    seen: set[Claimant] = set()
    for start in after:
        path: dict[Claimant, None] = {}
        who: Claimant | None = start
        while who is not None and who not in seen:
            seen.add(who)
            path[who] = None
            who = after.get(who)
        if who in path:
            walked = list(path)
            inside.update(walked[walked.index(who) :])
    return frozenset(inside)


def _waves(
    after: Mapping[Claimant, Claimant], cycles: frozenset[Claimant], claims: Mapping[Claimant, Claim]
) -> Mapping[Claimant, int]:
    """How many moves come before each one's own: one more than for whom it waits."""
    waves: dict[Claimant, int] = {}
    for start in after:
        path: list[Claimant] = []
        who = start
        while who in after and who not in waves and who not in cycles and claims[after[who]].wants is not None:
            path.append(who)
            who = after[who]
        first = waves.get(who, 0) + 1
        waves.update({waiting: first + depth for depth, waiting in enumerate(reversed(path))})
    return waves
