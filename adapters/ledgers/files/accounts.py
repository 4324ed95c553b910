"""The vendors' account ids that were asked for once, for when a vendor can't be asked."""

from __future__ import annotations

from pathlib import Path

import orjson

from joey.adapters.ledgers.files.private import make_folder, replace, usable


class Accounts:
    """A small file beside the Ledgers: App and origin to account id."""

    def __init__(self, root: Path) -> None:
        self._path = root / "accounts.json"

    def remember(self, app: str, origin: str, account: str) -> None:
        """Keep it; written only where it's news."""
        known = self._read()
        if known.get(app, {}).get(origin) == account:
            return
        known.setdefault(app, {})[origin] = account
        with usable(self._path):
            make_folder(self._path.parent)
            replace(self._path, orjson.dumps(known, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS))

    def remembered(self, app: str, origin: str) -> str | None:
        """What was kept last."""
        return self._read().get(app, {}).get(origin)

    def _read(self) -> dict[str, dict[str, str]]:
        """What is there; a file that can't be read is as good as none, since the vendor can be asked again."""
        try:
            raw = orjson.loads(self._path.read_bytes())
            return {str(app): {str(at): str(one) for at, one in known.items()} for app, known in raw.items()}
        except (OSError, ValueError, AttributeError):
            return {}
