"""One call to a vendor and its answer, free of any HTTP library."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from joey.domain.facts import Call

Scalar: TypeAlias = str | int | float | bool
Params: TypeAlias = Mapping[str, Scalar | Sequence[Scalar]] | tuple[tuple[str, Scalar], ...]

_NEVER_ACT = frozenset({Call.READ, Call.FIND})


@dataclass(frozen=True, slots=True)
class Request:
    """A call to make.

    ``path`` comes after the base address, with a leading ``/``, encoded; a whole ``https://`` address is taken too (the
    next page, a result file), but gets the credentials only where its origin is the base address's. One of ``json``,
    ``form`` and ``content`` is the body. ``lane``: which of the client's special rates holds for it besides the App's.
    ``repeatable``: whether it may be sent again after a lost answer; None: as the Facts say for this kind of call.
    ``anonymous``: without credentials.
    """

    method: str
    path: str = field(repr=False)
    call: Call
    json: object | None = field(default=None, repr=False)
    params: Params | None = field(default=None, repr=False)
    form: Mapping[str, str] | None = field(default=None, repr=False)
    headers: Mapping[str, str] | None = field(default=None, repr=False)
    content: bytes | None = field(default=None, repr=False)
    repeatable: bool | None = None
    lane: str = ""
    anonymous: bool = False

    @property
    def acts(self) -> bool:
        """Whether it can change anything at the vendor."""
        return self.call not in _NEVER_ACT


@dataclass(frozen=True, slots=True)
class Reply:
    """A vendor's answer.

    ``headers``: names in lower case. ``body``: parsed JSON; a ``str`` where it isn't JSON; None where it is empty.
    ``content``: the body as it came. ``at``: when it came (UTC).
    """

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: object = field(repr=False)
    content: bytes = field(repr=False)
    at: datetime

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300
