"""A Target: what a Destination writes to; two Destinations can share one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """The vendor's origin, the vendor's own account id, the Connection, and the options that identify (sorted)."""

    origin: str
    account: str
    connection: str
    options: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        """A short, stable name for files: the Connection, and a digest of everything."""
        parts = (self.origin, self.account, self.connection, *(part for pair in self.options for part in pair))
        text = "".join(f"{len(part)}:{part}" for part in parts)
        return f"{self.connection}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"

    def __str__(self) -> str:
        options = ", ".join(f"{name} {value}" for name, value in self.options)
        return f"{self.connection} of account {self.account} at {self.origin}" + (f" ({options})" if options else "")
