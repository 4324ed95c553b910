"""A seeded data set of customers as warehouses have them: accents, quotes, long names, gaps, duplicates, bad phones."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import duckdb

_FIRST = (
    "Zoë José Siobhán Łukasz Nguyễn Maeve Søren Renée Anaïs Jürgen Chloe D'Arcy Xiù Ömer Aleksandra Bob Ngozi".split()
)
_LAST = 'O\'Brien Müller Strömqvist "Mac" Łoś García-Márquez Đặng Smith Nakamura van_der_Berg Ó_Súilleabháin'.split()
_LONG = "Wolfeschlegelsteinhausenbergerdorff" * 3


@dataclass(frozen=True, slots=True)
class Customer:
    """One row of the table; ``flaw`` says why the row can't be sent, for those that are made so on purpose."""

    id: int
    email: str | None
    first_name: str | None
    last_name: str | None
    phone: str | None
    lifetime_value: Decimal
    signed_up: date
    newsletter: bool
    notes: str | None = None
    flaw: str = field(default="", compare=False)


def customers(count: int, seed: int = 2026) -> list[Customer]:
    """``count`` customers; about one in a hundred has a flaw."""
    chance = random.Random(seed)
    made: list[Customer] = []
    for number in range(1, count + 1):
        made.append(_flawed(_customer(number, chance), made, chance))
    return made


def changed(before: list[Customer], seed: int = 7) -> list[Customer]:
    """The same customers a day later: of every thousand, seven edited, one with a new e-mail, one gone, one new."""
    chance = random.Random(seed)
    sound = [customer for customer in before if not customer.flaw]
    picked = chance.sample(sound, len(before) // 100)
    tenth = max(1, len(picked) // 10)
    gone = {customer.id for customer in picked[:tenth]}
    moved = {customer.id for customer in picked[tenth : 2 * tenth]}
    edited = {customer.id for customer in picked[3 * tenth :]}
    after = [_edit(customer, moved, edited, chance) for customer in before if customer.id not in gone]
    return after + [_customer(before[-1].id + 1 + extra, chance) for extra in range(tenth)]


def write(rows: list[Customer], warehouse: Path) -> None:
    """Put the customers into a DuckDB file, as a table."""
    warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(warehouse) as db:
        db.execute(
            "CREATE OR REPLACE TABLE customers (id INTEGER, email VARCHAR, first_name VARCHAR, last_name VARCHAR,"
            " phone VARCHAR, lifetime_value DECIMAL(12, 2), signed_up DATE, newsletter BOOLEAN, notes VARCHAR)"
        )
        values = [
            (c.id, c.email, c.first_name, c.last_name, c.phone, c.lifetime_value, c.signed_up, c.newsletter, c.notes)
            for c in rows
        ]
        db.executemany("INSERT INTO customers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)


def owners(rows: Sequence[Customer], sound: frozenset[str]) -> dict[str, Customer]:
    """Who owns which e-mail: the smallest id among the rows that can be sent, which have these flaws at most."""
    owned: dict[str, Customer] = {}
    for row in sorted(rows, key=lambda row: row.id):
        if row.email and row.flaw in sound:
            owned.setdefault(row.email.lower(), row)
    return owned


def _customer(number: int, chance: random.Random) -> Customer:
    first, last = chance.choice(_FIRST), chance.choice(_LAST).replace("_", " ")
    return Customer(
        id=number,
        email=f"{'Customer' if chance.random() < 0.1 else 'customer'}{number}@example.{chance.choice(['com', 'org'])}",
        first_name=None if chance.random() < 0.05 else first,
        last_name=_LONG if chance.random() < 0.01 else last,
        phone=None if chance.random() < 0.3 else f"(415) 555-{chance.randrange(100, 200):04d}",
        lifetime_value=Decimal(chance.randrange(0, 250_000)) / 100,
        signed_up=date(2019, 1, 1) + timedelta(days=chance.randrange(2500)),
        newsletter=chance.random() < 0.4,
        notes=chance.choice([None, "", 'said "hello"; wants a call', "日本語のメモ", "line one\nline two", "100% ✓"]),
    )


def _flawed(customer: Customer, before: list[Customer], chance: random.Random) -> Customer:
    roll = chance.random()
    sound = [other for other in before[-50:] if not other.flaw]
    if roll < 0.004 and sound:
        return replace(customer, email=(chance.choice(sound).email or "").upper(), flaw="duplicate e-mail")
    if roll < 0.007:
        return replace(customer, phone="12", flaw="bad phone")
    if roll < 0.009:
        return replace(customer, email="not an address", flaw="bad e-mail")
    if roll < 0.010:
        return replace(customer, email=None, flaw="no e-mail")
    return customer


def _edit(customer: Customer, moved: set[int], edited: set[int], chance: random.Random) -> Customer:
    if customer.id in moved:
        return replace(customer, email=f"moved{customer.id}@example.net")
    if customer.id in edited:
        value = Decimal(chance.randrange(0, 250_000)) / 100
        return replace(customer, lifetime_value=value, newsletter=not customer.newsletter, notes=None)
    return customer
