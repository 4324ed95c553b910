"""How far an answer is like a recorded one, but for what changes with every run: ids, times, order of rows."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import orjson

from joey.adapters.sandbox.exchange import Json
from joey.adapters.sandbox.vendor import ReplayRules

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?")
_RFC_MOMENT = re.compile(r"\w{3}, \d\d? \w{3} \d{4} \d\d:\d\d:\d\d ([+-]\d{4}|GMT)")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_DISGUISED = re.compile(r"person-[0-9a-f]{5}@example\.com|Person [0-9a-f]{5}|\+1202555\d{4}")
"""What a recording says in place of somebody whom only the vendor spoke of."""

_WORD = re.compile(r"\b\w{4,}\b")
_ELEMENT = re.compile(r"<([\w.:-]+)>([^<>]*)</\1>")
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two answers differ: `at` is a path such as `results[3].properties.email`."""

    at: str
    recorded: str
    here: str

    def __str__(self) -> str:
        return f"{self.at}: recorded {self.recorded}, here {self.here}"


@dataclass(slots=True)
class Ids:
    """The ids that the vendor made, recorded to ours; learned from answers, used in later calls."""

    ours: dict[str, str] = field(default_factory=dict[str, str])
    recorded: dict[str, str] = field(default_factory=dict[str, str])

    def agree(self, recorded: Json, here: Json) -> bool:
        """Whether the two may be one id; learns the pair if both are new."""
        known, owner = self.ours.get(str(recorded)), self.recorded.get(str(here))
        if known is None and owner is None and type(recorded) is type(here):
            self.ours[str(recorded)], self.recorded[str(here)] = str(here), str(recorded)
            return True
        return known == str(here)

    def copy(self) -> Ids:
        """The same pairs, to try a comparison without learning from it."""
        return Ids(dict(self.ours), dict(self.recorded))

    def translated(self, value: Json) -> Json:
        """A recorded value with every known id, whole or within a text, as ours."""
        if isinstance(value, dict):
            return {key: self.translated(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.translated(one) for one in value]
        if isinstance(value, str):
            whole = self.ours.get(value)
            return whole or (_WORD.sub(lambda at: self.ours.get(at[0], at[0]), value) if self.ours else value)
        if isinstance(value, int) and not isinstance(value, bool):
            return int(self.ours.get(str(value), value))
        return value


class Likeness:
    """Compares answers by a vendor's rules."""

    def __init__(self, rules: ReplayRules, ids: Ids) -> None:
        self._rules = rules
        self._ids = ids

    def differences(self, recorded: Json, here: Json, at: str = "", key: str = "") -> Iterator[Difference]:
        """Every difference that isn't volatile."""
        if key in self._rules.volatile:
            return
        if isinstance(recorded, dict) and isinstance(here, dict):
            yield from self._objects(recorded, here, at)
        elif isinstance(recorded, list) and isinstance(here, list):
            yield from self._lists(recorded, here, at, key)
        elif not self._same(recorded, here, key):
            yield Difference(at or "body", _short(recorded), _short(here))

    def _objects(self, recorded: dict[str, Json], here: dict[str, Json], at: str) -> Iterator[Difference]:
        for key in sorted(recorded.keys() | here.keys()):
            inner = f"{at}.{key}" if at else key
            if key in recorded and key in here:
                yield from self.differences(recorded[key], here[key], inner, key)
            elif key not in self._rules.volatile:
                yield Difference(inner, _there(recorded, key), _there(here, key))

    def _lists(self, recorded: Sequence[Json], here: Sequence[Json], at: str, key: str) -> Iterator[Difference]:
        if len(recorded) != len(here):
            yield Difference(at or "body", f"{len(recorded)} rows", f"{len(here)} rows")
        if not all(isinstance(one, dict) for one in (*recorded, *here)):
            yield from self._scalars(recorded, here, at, key)
            return
        for number, (one, other) in enumerate(self._paired(recorded, here)):
            yield from self.differences(one, other, f"{at}[{number}]")

    def _scalars(self, recorded: Sequence[Json], here: Sequence[Json], at: str, key: str) -> Iterator[Difference]:
        ours = Counter(map(_short, here))
        theirs = Counter(_short(self._ids.translated(one)) for one in recorded)
        if key not in self._rules.ids and ours != theirs and len(recorded) == len(here):
            yield Difference(at, ", ".join((theirs - ours).elements()), ", ".join((ours - theirs).elements()))

    def _paired(self, recorded: Sequence[Json], here: Sequence[Json]) -> Iterator[tuple[Json, Json]]:
        """Rows with the same content first (and the same ids), whatever their order, then what is left as it comes."""
        stock: dict[bytes, list[Json]] = defaultdict(list)
        for one in here:
            stock[self._essence(one)].append(one)
        left: list[Json] = []
        for one in sorted(recorded, key=lambda row: not self._known(row)):
            alike = stock.get(self._essence(one))
            if alike:
                mine = self._known(one)
                yield one, alike.pop(next((at for at, row in enumerate(alike) if mine & self._shown(row)), 0))
            else:
                left.append(one)
        yield from zip(left, (one for rows in stock.values() for one in rows), strict=False)

    def _known(self, row: Json) -> set[str]:
        """Our names of those of a recorded row's ids that were seen before."""
        return {self._ids.ours[one] for one in self._shown(row) if one in self._ids.ours}

    def _shown(self, row: Json) -> set[str]:
        return {str(row[key]) for key in self._rules.ids & row.keys()}

    def _essence(self, row: Json) -> bytes:
        return orjson.dumps(self._bare(row), option=orjson.OPT_SORT_KEYS)

    def _bare(self, value: Json) -> Json:
        unsaid = self._rules.volatile | self._rules.ids
        if isinstance(value, dict):
            return {key: self._bare(one) for key, one in value.items() if key not in unsaid}
        if isinstance(value, list):
            return sorted((self._bare(one) for one in value), key=orjson.dumps)
        return value

    def _same(self, recorded: Json, here: Json, key: str) -> bool:
        if key in self._rules.ids and recorded and here:
            return self._ids.agree(recorded, here)
        if isinstance(recorded, str) and isinstance(here, str):
            translated = self._ids.translated(recorded)
            return translated == here or any(
                (
                    _DISGUISED.fullmatch(recorded),
                    *(kind.fullmatch(recorded) and kind.fullmatch(here) for kind in (_MOMENT, _RFC_MOMENT, _UUID)),
                    recorded.startswith("<") and self._without_volatile(translated) == self._without_volatile(here),
                )
            )
        return type(recorded) is type(here) and bool(recorded == here)

    def _without_volatile(self, xml: str) -> str:
        return _ELEMENT.sub(lambda at: f"<{at[1]}/>" if at[1] in self._rules.volatile else at[0], xml)


class Lagging:
    """Compares answers that come from an index that lags behind: rows may be late, but not wrong."""

    def __init__(self, rules: ReplayRules, ids: Ids, likeness: Likeness) -> None:
        self._rules = rules
        self._ids = ids
        self._likeness = likeness

    def differences(self, recorded: Json, here: Json, written: set[str]) -> Iterator[Difference]:
        """What lag can't explain. `written` are our ids of the rows that these recordings made."""
        rows, ours = self._rows(recorded), self._rows(here)
        unknown = [one for one in rows if self._ids.ours.get(one) is None]
        if unknown:
            yield Difference(self._rules.rows, f"rows {', '.join(unknown)}", "never seen")
        missing = [one for one in ours if one not in written and self._ids.recorded.get(one) not in rows]
        if missing:
            yield Difference(self._rules.rows, "none of them", f"rows {', '.join(missing)}")
        for one, row in rows.items():
            match = ours.get(self._ids.ours.get(one, ""))
            if match is not None and not self._rules.stale:
                yield from self._likeness.differences(row, match, f"{self._rules.rows}[{one}]")
        yield from self._likeness.differences(self._rest(recorded), self._rest(here))

    def _rows(self, body: Json) -> dict[str, Json]:
        return {str(row.get("id")): row for row in body.get(self._rules.rows) or ()}

    def _rest(self, body: Json) -> Json:
        unsaid = self._rules.totals | {self._rules.rows}
        return {key: value for key, value in body.items() if key not in unsaid}


def _there(body: dict[str, Json], key: str) -> str:
    return _short(body[key]) if key in body else "nothing"


def _short(value: Json) -> str:
    text = orjson.dumps(value).decode()
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
