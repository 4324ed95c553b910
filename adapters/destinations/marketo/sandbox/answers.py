"""The bodies that Marketo answers with: results, warnings, and the errors that come with HTTP 200."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from joey.adapters.sandbox import Json, Reply

NO_ASSETS = "No assets found for the given search criteria."


class MarketoError(Exception):
    """A whole call is refused, with a code and a message of error-codes.md."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(slots=True)
class Envelopes:
    """Numbers the answers, so that a run can be repeated exactly."""

    count: int = 0

    def _request_id(self) -> str:
        self.count += 1
        return f"{self.count * 7919 % 65536:x}#{0x17D4F044661 + self.count:x}"

    def leads(self, result: Sequence[Json], **more: Json) -> Reply:
        """An answer of the lead database."""
        return Reply(200, {"requestId": self._request_id(), "result": list(result), "success": True, **more})

    def assets(self, result: Sequence[Json]) -> Reply:
        """An answer of the asset API; nothing found is a success with a warning, and has no result."""
        body: dict[str, Json] = {"success": True, "errors": [], "requestId": self._request_id()}
        told: dict[str, Json] = {"warnings": [], "result": list(result)} if result else {"warnings": [NO_ASSETS]}
        return Reply(200, body | told)

    def refused(self, error: MarketoError) -> Reply:
        """An error of a whole call: HTTP 200."""
        errors = [{"code": str(error.code), "message": error.message}]
        return Reply(200, {"requestId": self._request_id(), "success": False, "errors": errors})


def skipped(code: int, message: str, lead_id: int | None = None) -> dict[str, Json]:
    """A row that Marketo left alone."""
    named = {} if lead_id is None else {"id": lead_id}
    return {**named, "status": "skipped", "reasons": [{"code": str(code), "message": message}]}


TOO_LARGE = Reply(
    413, b"<html><head><title>413 Request Entity Too Large</title></head></html>", {"content-type": "text/html"}
)
TOO_LONG = Reply(
    414, b"<html><head><title>414 Request-URI Too Large</title></head></html>", {"content-type": "text/html"}
)
BAD_CLIENT = Reply(401, {"error": "invalid_client", "error_description": "Bad client credentials"})
