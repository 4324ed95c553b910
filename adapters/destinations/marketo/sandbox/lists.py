"""The static lists of a subscription, their folders and members (static-lists.md, list-membership.md, recorded)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import orjson

from joey.adapters.destinations.marketo.sandbox import account
from joey.adapters.destinations.marketo.sandbox.answers import MarketoError, skipped
from joey.adapters.sandbox import Json


class StaticLists:
    """Lists by id; each has a name that no other has, a folder, and lead ids."""

    def __init__(self) -> None:
        self.held: dict[int, dict[str, Json]] = {}
        self.members: dict[int, dict[int, None]] = {}
        self.folders: list[dict[str, Json]] = [dict(folder) for folder in account.FOLDERS]
        self._next = account.FIRST_LIST

    def named(self, name: str) -> list[dict[str, Json]]:
        """Those with exactly that name."""
        return [one for one in self.held.values() if one["name"] == name]

    def create(self, form: Mapping[str, str], now: float) -> dict[str, Json]:
        """A new list from a form with `name` and `folder`; raises MarketoError."""
        name = form.get("name", "").strip()
        if not name:
            raise MarketoError(701, "name cannot be blank")
        folder = self._folder(form.get("folder", ""))
        if folder["folderType"] not in ("List", "Marketing Program"):
            raise MarketoError(711, "Incompatible Folder Type")
        if self.named(name):
            raise MarketoError(709, "Static List name already exists. Please enter a unique name")
        return self.add(name, folder["folderId"], now)

    def add(self, name: str, folder: Json, now: float) -> dict[str, Json]:
        """A list that is there, whatever it is called."""
        then = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ+0000")
        made = {
            "id": self._next,
            "name": name,
            "createdAt": then,
            "updatedAt": then,
            "folder": folder,
            "computedUrl": f"https://app-ab39.marketo.com/#ST{self._next}A1",
            "workspace": "Default",
        }
        self.held[self._next], self.members[self._next] = made, {}
        self._next += 1
        return made

    def _folder(self, written: str) -> dict[str, Json]:
        try:
            wanted = orjson.loads(written)
            key = (int(wanted["id"]), wanted["type"])
        except (ValueError, TypeError, KeyError):
            raise MarketoError(1001, "Invalid value for 'folder'. Required of type 'Folder'") from None
        found = [one for one in self.folders if (one["folderId"]["id"], one["folderId"]["type"]) == key]
        if not found:
            raise MarketoError(710, "Parent Folder Not Found")
        return found[0]

    def there(self, list_id: int) -> dict[int, None]:
        """The members of a list; raises MarketoError where there is none."""
        if list_id not in self.members:
            raise MarketoError(1013, "List not found")
        return self.members[list_id]

    def join(self, list_id: int, lead_id: int, *, known: bool) -> Json:
        """Put a lead on the list: `added` too where it is on it already (recorded)."""
        if not known:
            return skipped(1004, "Lead not found", lead_id)
        self.there(list_id)[lead_id] = None
        return {"id": lead_id, "status": "added"}

    def leave(self, list_id: int, lead_id: int, *, known: bool) -> Json:
        """Take a lead off the list."""
        if not known:
            return skipped(1004, "Lead not found", lead_id)
        members = self.there(list_id)
        if lead_id not in members:
            return skipped(1015, "Lead not in list", lead_id)
        del members[lead_id]
        return {"id": lead_id, "status": "removed"}

    def tells(self, list_id: int, lead_id: int, *, known: bool) -> Json:
        """Whether a lead is on the list."""
        if not known:
            return skipped(1004, "Lead not found", lead_id)
        return {"id": lead_id, "status": "memberof" if lead_id in self.there(list_id) else "notmemberof"}

    def forget(self, lead_id: int) -> None:
        """A deleted lead leaves every list."""
        for members in self.members.values():
            members.pop(lead_id, None)

    def delete(self, list_id: int) -> None:
        """Delete the list itself."""
        self.there(list_id)
        del self.held[list_id], self.members[list_id]

    def clear(self) -> None:
        """No lists; ids go on."""
        self.held.clear()
        self.members.clear()
