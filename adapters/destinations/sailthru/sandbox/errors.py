"""What Sailthru says where it refuses a call: a code, a text, and the HTTP status that goes with them."""

from __future__ import annotations

from joey.adapters.sandbox import Reply


class SailthruError(Exception):
    """A refusal; raised wherever a call turns out to be wrong."""

    def __init__(self, status: int, code: int, message: str) -> None:
        super().__init__(message)
        self._reply = Reply(status, {"error": code, "errormsg": message})

    def reply(self) -> Reply:
        """`{"error": code, "errormsg": …}`."""
        return self._reply


def bad_method() -> SailthruError:
    """405: the endpoint has no such method."""
    return SailthruError(405, 1, "Unsupported HTTPS method")


def bad_signature() -> SailthruError:
    """403: signed with another secret, or not as it should be."""
    return SailthruError(403, 5, "Authentication failed: the signature hash is not right")


def bad_json() -> SailthruError:
    """400: `json` isn't an object."""
    return SailthruError(400, 2, "Missing parameter: json is not an object")


def missing(name: str) -> SailthruError:
    """400: a parameter that is needed."""
    return SailthruError(400, 2, f"Missing required parameter: {name}")


def bad_key(key: str) -> SailthruError:
    """401: nobody's API key."""
    return SailthruError(401, 3, f"Invalid API key: {key}")


def bad_email(email: object) -> SailthruError:
    """400: no e-mail."""
    return SailthruError(400, 11, f"Invalid email: {email}")


def no_user(key: str, value: object, status: int = 400) -> SailthruError:
    """Nobody has this key: 400, but for DELETE 404 (recorded)."""
    return SailthruError(status, 99, f"User not found with {key}: {value}")


def no_list(name: object) -> SailthruError:
    """404: no list of this name (recorded)."""
    return SailthruError(404, 15, f"Unknown list: {name}")


def other(message: str, status: int = 400) -> SailthruError:
    """99, which is everything that has no code of its own."""
    return SailthruError(status, 99, message)


def too_many(method: str, endpoint: str) -> SailthruError:
    """429: the allowance of the minute is used up."""
    return SailthruError(429, 43, f"Too many {method} requests this minute to /{endpoint} API")
