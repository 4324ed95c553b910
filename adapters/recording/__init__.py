"""Recordings of a vendor's traffic: made once against the vendor, replayed for ever without a network."""

from __future__ import annotations

from joey.adapters.recording.files import head_of
from joey.adapters.recording.recording import Recording, record, replay
from joey.adapters.recording.tape import UnexpectedRequest
from joey.adapters.recording.troubles import RecordingRefused

__all__ = ["Recording", "RecordingRefused", "UnexpectedRequest", "head_of", "record", "replay"]
