"""What puts a room under its contract: the whole pipeline around a gateway, and a Subject on the room's own Sandbox.

Only tests import it; it drives Joey as the command line does.
"""

from __future__ import annotations

from joey.adapters.contract.exporting import Exporting
from joey.adapters.contract.subject import Room, SandboxSubject

__all__ = ["Exporting", "Room", "SandboxSubject"]
