"""Where Marketo's calls are: paths under a subscription's host."""

from __future__ import annotations

TOKEN = "/identity/oauth/token"  # noqa: S105 - an address
DESCRIBE = "/rest/v1/leads/describe2.json"
LEADS = "/rest/v1/leads.json"
DELETE_LEADS = "/rest/v1/leads/delete.json"
PARTITIONS = "/rest/v1/leads/partitions.json"
LISTS = "/rest/asset/v1/staticLists.json"
LIST_BY_NAME = "/rest/asset/v1/staticList/byName.json"
FOLDERS = "/rest/asset/v1/folders.json"
FOLDER_BY_NAME = "/rest/asset/v1/folder/byName.json"


def members(list_id: str) -> str:
    """The members of a static list, to add to or to remove from."""
    return f"/rest/v1/lists/{list_id}/leads.json"
