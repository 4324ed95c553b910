"""Why a recording isn't kept, or doesn't fit."""

from __future__ import annotations


class RecordingRefused(AssertionError):  # noqa: N818 - what happened, as people say it
    """It isn't written, or can't be used; the message says which call, where in it, and what to do."""
