"""What a new Destination is called, wherever it's called something; and the shapes that a vendor's API can have."""

from __future__ import annotations

import keyword
import re
from dataclasses import dataclass
from enum import StrEnum

from returns.result import Failure, Result, Success

_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST = 40


class Shape(StrEnum):
    """How a vendor takes records."""

    SINGLE = "single"
    """One a call."""
    BATCH = "batch"
    """Many a call, each with a result of its own."""
    AUDIENCE = "audience"
    """Only as members of audiences, which can't be read back."""


@dataclass(frozen=True, slots=True)
class NameRefused:
    """Why a Destination can't be called so."""

    reason: str


@dataclass(frozen=True, slots=True)
class Names:
    """``acme-crm`` in each of its forms."""

    name: str

    @property
    def room(self) -> str:
        """The package that is imported: ``joey_acme_crm``."""
        return f"joey_{self.name.replace('-', '_')}"

    @property
    def distribution(self) -> str:
        """The package that is installed, and its folder: ``joey-acme-crm``."""
        return f"joey-{self.name}"

    @property
    def title(self) -> str:
        """To people: ``Acme Crm``."""
        return " ".join(part.capitalize() for part in self.name.split("-"))

    @property
    def class_prefix(self) -> str:
        """Of classes: ``AcmeCrm``."""
        return self.title.replace(" ", "")

    @property
    def env(self) -> str:
        """Of environment variables: ``ACME_CRM``."""
        return self.name.upper().replace("-", "_")


def names_of(name: str) -> Result[Names, NameRefused]:
    """The names, or why it can't be called so."""
    if not _NAME.fullmatch(name) or len(name) > _LONGEST:
        reason = (
            f"{name!r} can't be its name: small letters, digits and single hyphens, up to {_LONGEST}, like acme-crm"
        )
        return Failure(NameRefused(reason))
    if keyword.iskeyword(name):
        return Failure(NameRefused(f"{name!r} can't be its name: it's a word of Python"))
    return Success(Names(name))
