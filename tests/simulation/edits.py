"""What happens to the warehouse between runs, drawn."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from tests.machine.laws import Witness
from tests.machine.warehouse import KEEPER, UNWANTED, Customer, Warehouse

GROUPS = ("High", "News", "VIP")
_NAMES = ("Ann", "Bob", "Cid", None)
_MOST = 400


def every_text() -> Iterator[str]:
    """Every e-mail and every text that an Editor may ever write."""
    for number in range(_MOST):
        yield from (f"p{number}@x.io", f"q{number}@x.io")
        yield from (f"{text} v{number}z" for text in ("Ann", "Bob", "Cid", "Eva", "Fay", "x", "y"))
    yield from (UNWANTED, "Keeper", "keeper@x.io")


class Editor:
    """Changes the warehouse by chance; every text it writes is a new one, so that nothing old passes for it."""

    def __init__(
        self, warehouse: Warehouse, witness: Witness, chance: random.Random, everybody: str | None, *, caseless: bool
    ) -> None:
        self._warehouse = warehouse
        self._witness = witness
        self._chance = chance
        self._always = frozenset([everybody] if everybody is not None else [])
        self._caseless = caseless
        self._serial = 0

    def begin(self) -> None:
        """The first customers."""
        self._warehouse.change(KEEPER, groups=self._warehouse.rows[KEEPER].groups | self._always)
        for number in range(2, 2 + self._chance.randint(2, 12)):
            self._warehouse.rows[str(number)] = self._customer(f"p{number}@x.io")

    def edit(self) -> str:
        """One change; what it was, for the story."""
        rules: tuple[Callable[[], str], ...] = (
            self._change, self._change, self._change, self._add, self._add, self._leave, self._return, self._rekey_row,
            self._change_email, self._swap, self._duplicate, self._mend, self._poison, self._regroup, self._regroup,
        )  # fmt: skip
        return self._chance.choice(rules)()

    def _customer(self, email: str) -> Customer:
        chance = self._chance
        name = chance.choice(_NAMES)
        groups = self._always.union(group for group in GROUPS if chance.random() < 0.4)
        return Customer(email, None if name is None else self._new(name), self._new("x"), self._new("y"), groups)

    def _new(self, text: str) -> str:
        self._serial += 1
        return f"{text} v{self._serial}z"

    def _who(self) -> str | None:
        others = [who for who in self._warehouse.rows if who != KEEPER]
        return self._chance.choice(others) if others else None

    def _change(self) -> str:
        who = self._who()
        if who is None:
            return self._add()
        name = None if self._chance.random() < 0.2 else self._new("Eva")
        self._warehouse.change(who, name=name, extra=self._new("x"), side=self._new("y"))
        return f"{who} is called {name}"

    def _add(self) -> str:
        who = str(max(map(int, self._warehouse.rows)) + 1)
        self._warehouse.rows[who] = self._customer(f"p{who}@x.io")
        return f"{who} is new"

    def _leave(self) -> str:
        who = self._who()
        if who is None:
            return self._add()
        self._moved(who)
        del self._warehouse.rows[who]
        return f"{who} has left"

    def _return(self) -> str:
        """Somebody with an id that there may have been before, with the e-mail of then, or of another."""
        who, whose = str(self._chance.randint(2, 9)), self._chance.randint(2, 9)
        self._moved(who)
        theirs = f"{'P' if self._caseless else 'p'}{whose}@x.io"
        self._warehouse.rows[who] = self._customer(self._chance.choice((f"p{who}@x.io", theirs)))
        return f"{who} is there, as {self._warehouse.rows[who].email}"

    def _rekey_row(self) -> str:
        who = self._who()
        if who is None:
            return self._add()
        other = str(max(map(int, self._warehouse.rows)) + self._chance.randint(1, 2))
        self._moved(who, other)
        self._warehouse.rows[other] = self._warehouse.rows.pop(who)
        return f"{who} is now {other}"

    def _change_email(self) -> str:
        who = self._who()
        if who is None:
            return self._add()
        self._moved(who)
        drawn = self._chance.randint(2, 12)
        email = self._chance.choice((f"p{drawn}@x.io", f"q{drawn}@x.io", f"q{drawn}@x.io", None, ""))
        self._warehouse.change(who, email=email)
        return f"{who} has the e-mail {email!r}"

    def _swap(self) -> str:
        who, other = self._who(), self._who()
        if who is None or other is None:
            return self._add()
        self._moved(who, other)
        rows = self._warehouse.rows
        mine, theirs = rows[who].email, rows[other].email
        self._warehouse.change(who, email=theirs)
        self._warehouse.change(other, email=mine)
        return f"{who} and {other} swap e-mails"

    def _duplicate(self) -> str:
        who = self._who()
        if who is None:
            return self._add()
        other = str(max(map(int, self._warehouse.rows)) + 1)
        self._warehouse.rows[other] = self._customer(self._warehouse.rows[who].email or "p2@x.io")
        return f"{other} has the e-mail of {who}"

    def _mend(self) -> str:
        """Whatever is wrong with a row is put right."""
        who = self._who()
        if who is None:
            return self._add()
        self._moved(who)
        self._warehouse.change(who, email=f"p{who}@x.io", name=self._new("Fay"))
        return f"{who} is as it should be"

    def _poison(self) -> str:
        who = self._who()
        if who is None:
            return self._add()
        self._warehouse.change(who, name=UNWANTED)
        return f"{who} is unwanted"

    def _regroup(self) -> str:
        who = self._who()
        if who is None:
            return self._add()
        self._moved(who)
        groups = self._always.union(group for group in GROUPS if self._chance.random() < 0.5)
        self._warehouse.change(who, groups=groups)
        return f"{who} is in {', '.join(sorted(groups)) or 'no group'}"

    def _moved(self, *who: str) -> None:
        for one in who:
            self._witness.homes.pop(one, None)
