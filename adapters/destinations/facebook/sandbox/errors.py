"""Graph API's error bodies. Texts: its documentation and threads in public repositories; none was recorded."""

from __future__ import annotations

from dataclasses import dataclass

from joey.adapters.sandbox import Json, Reply


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a call; nearly all come with status 400."""

    code: int
    message: str
    type: str = "OAuthException"
    status: int = 400
    subcode: int | None = None
    user: tuple[str, str] | None = None

    def reply(self) -> Reply:
        """The whole answer."""
        error: dict[str, Json] = {"message": self.message, "type": self.type, "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        if self.user is not None:
            error |= {"is_transient": False, "error_user_title": self.user[0], "error_user_msg": self.user[1]}
        return Reply(self.status, {"error": {**error, "fbtrace_id": "AbCdEfGhIjKlMnOpQrStUvW"}})


BAD_TOKEN = Fault(190, "Invalid OAuth access token - Cannot parse access token", status=401)
NO_TOKEN = Fault(104, "An access token is required to request this resource.", status=401)
BAD_PROOF = Fault(100, "Invalid appsecret_proof provided in the API argument", "GraphMethodException")
NO_PROOF = Fault(100, "API calls from the server require an appsecret_proof argument", "GraphMethodException")
OLD_VERSION = Fault(2635, "(#2635) You are calling a deprecated version of the Ads API. Please update to the latest.")
NO_TERMS = Fault(
    200,
    "Permissions error",
    status=403,
    subcode=1870090,
    user=("Custom Audience Terms Not Accepted", "Accept the Custom Audience terms first."),
)
FLAGGED = Fault(
    100,
    "Invalid parameter",
    subcode=1713230,
    user=("Audience Unavailable", "This audience was flagged and can't be changed."),
)
DISAGREE = Fault(2650, "(#2650) Failed to update the custom audience: the rows don't agree with the schema")
NOT_JSON = Fault(100, "(#100) param payload must be an object.")


def no_object(method: str, named: str) -> Fault:
    """100/33: it isn't there, or not for this token."""
    told = (
        f"Unsupported {method.lower()} request. Object with ID '{named}' does not exist, cannot be loaded due to"
        " missing permissions, or does not support this operation. Please read the Graph API documentation at"
        " https://developers.facebook.com/docs/graph-api"
    )
    return Fault(100, told, "GraphMethodException", subcode=33)


def unknown_path(path: str) -> Fault:
    """2500: no such thing."""
    return Fault(2500, f"Unknown path components: {path}")


def parameter(message: str) -> Fault:
    """100: a parameter is missing or wrong."""
    return Fault(100, f"(#100) {message}")


def too_many() -> Fault:
    """80003: the ad account's calls for custom audiences are used up."""
    told = (
        "(#80003) There have been too many calls to this ad-account. Wait a bit and try again. For more info, please"
        " refer to https://developers.facebook.com/docs/graph-api/overview/rate-limiting."
    )
    return Fault(80003, told)
