"""Where Ledgers live: in memory, for embedding and tests, and in files beside the project."""

from __future__ import annotations
