"""The ways of logging in: OAuth client credentials, a signed JWT, and, where asked for, user name and password."""

from __future__ import annotations

from datetime import timedelta

import jwt
from returns.result import Failure, Result

from joey.adapters.http.auth import Send
from joey.adapters.http.oauth import OAuth
from joey.adapters.redaction import PROCESS
from joey.ports.clock import Clock
from joey.ports.errors import GatewayError, Misconfigured

JWT_GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
PRODUCTION = "https://login.salesforce.com"
_GOOD_FOR = timedelta(minutes=3)


def client_credentials(token_url: str, client_id: str, client_secret: str, clock: Clock) -> OAuth:
    """An External Client App that acts as the user it was given (help: client credentials flow)."""
    form = {"grant_type": "client_credentials", "client_id": client_id, "client_secret": client_secret}
    return OAuth(token_url, form, clock)


def password_login(token_url: str, form: dict[str, str], clock: Clock) -> OAuth:
    """The user name-password flow, which is being deprecated."""
    return OAuth(token_url, {"grant_type": "password", **form}, clock)


class JwtLogin(OAuth):
    """A signed assertion for each token: it is good for three minutes (help: JWT bearer flow)."""

    def __init__(self, token_url: str, claims: dict[str, str], private_key: str, clock: Clock) -> None:
        super().__init__(token_url, {"grant_type": JWT_GRANT}, clock)
        self._claims = claims
        self._key = private_key
        PROCESS.plant(private_key)

    async def refresh(self, send: Send) -> Result[None, GatewayError]:
        expires = int((self._clock.now() + _GOOD_FOR).timestamp())
        try:
            assertion = jwt.encode({**self._claims, "exp": expires}, self._key, algorithm="RS256")
        except (ValueError, TypeError, jwt.PyJWTError):
            return Failure(
                Misconfigured("private_key can't sign.", "It must be an RSA key in PEM, whole, unencrypted.")
            )
        self._form["assertion"] = assertion
        PROCESS.plant(assertion)
        return await super().refresh(send)
