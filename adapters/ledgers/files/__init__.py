"""Ledgers in files: a folder per Target with a journal, the state folded from it, and a lock."""

from __future__ import annotations
