"""The executable promise of each port: pytest classes that any implementation can be put under.

A plugin's author writes a Subject (how to reach the gateway, and a window into the far side) and one subclass of
ConnectionContract, and gets every scenario, each named as a sentence. Needs the extra ``joey[contract]``.
"""

from __future__ import annotations

from pkgutil import iter_modules

import pytest

if __name__ != "joey.ports.contract":
    raise ImportError("import joey.ports.contract, not ports.contract: a second copy of its classes would be made")

for _module in iter_modules(__path__):
    pytest.register_assert_rewrite(f"{__name__}.{_module.name}")

from joey.ports.contract.connection import AudienceContract, ConnectionContract  # noqa: E402 - rewritten first

__all__ = ["AudienceContract", "ConnectionContract"]
