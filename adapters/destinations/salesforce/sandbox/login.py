"""Who may come in: OAuth tokens, the old SOAP login, and who one is."""

from __future__ import annotations

import base64
import binascii
import re
from xml.sax.saxutils import escape

import orjson

from joey.adapters.destinations.salesforce.sandbox.org import ORGANISATION, USER, Org
from joey.adapters.destinations.salesforce.sandbox.table import Row
from joey.adapters.destinations.salesforce.sandbox.writes import Desk
from joey.adapters.sandbox import Json, Reply, Request

_JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
_NEEDED = {
    "client_credentials": ("client_id", "client_secret"),
    _JWT: ("assertion",),
    "refresh_token": ("client_id", "refresh_token"),
    "password": ("client_id", "client_secret", "username", "password"),
}
_LONGEST_ASSERTION = 180 + 30
_XML = {"content-type": "text/xml; charset=utf-8"}


def address(request: Request) -> str:
    """Where this Sandbox is, as the call was addressed."""
    return f"http://{request.headers.get('host', 'localhost')}/salesforce"


def token(org: Org, request: Request) -> Reply:
    """`POST /services/oauth2/token`."""
    form = request.form() | _basic(request)
    kind = form.get("grant_type", "")
    if kind not in _NEEDED:
        return _refused("unsupported_grant_type", "grant type not supported")
    missing = [name for name in _NEEDED[kind] if not form.get(name)]
    if missing:
        return _refused("invalid_request", f"missing required parameter: {missing[0]}")
    if "wrong" in {form.get("client_secret"), form.get("client_id")}:
        return _refused("invalid_client", "invalid client credentials")
    why = _assertion(org, form["assertion"]) if kind == _JWT else ""
    if why or "wrong" in {form.get("password"), form.get("refresh_token")}:
        return _refused("invalid_grant", why or "authentication failure")
    return Reply(200, _granted(org, request))


def _basic(request: Request) -> dict[str, str]:
    """The client's id and secret, where they come in the header."""
    kind, _, encoded = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return {}
    try:
        client, _, secret = base64.b64decode(encoded).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return {}
    return {"client_id": client, "client_secret": secret}


def _granted(org: Org, request: Request) -> Json:
    made = f"00D4S000000oz4e!AQ{len(org.sessions) + len(org.ended):08d}"
    org.sessions.add(made)
    return {
        "access_token": made,
        "signature": base64.b64encode(made.encode()).decode(),
        "scope": "api",
        "instance_url": address(request),
        "id": f"https://login.salesforce.com/id/{ORGANISATION}/{USER}",
        "token_type": "Bearer",
        "issued_at": str(int(org.now() * 1000)),
    }


def _assertion(org: Org, text: str) -> str:
    """What is wrong with a JWT; its signature is taken on trust."""
    parts = text.split(".")
    try:
        head, claims = (orjson.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in parts[:2])
    except (ValueError, binascii.Error):
        return "invalid assertion"
    if len(parts) != 3 or not parts[2] or head.get("alg") != "RS256":
        return "invalid assertion"
    if not claims.get("iss") or not claims.get("sub"):
        return "user hasn't approved this consumer"
    if not str(claims.get("aud", "")).startswith("http"):
        return "audience is invalid"
    left = claims.get("exp", 0) - org.now()
    return "" if 0 < left <= _LONGEST_ASSERTION else "expired authorization code"


def _refused(code: str, told: str) -> Reply:
    return Reply(401 if code == "invalid_client" else 400, {"error": code, "error_description": told})


def identity() -> Reply:
    """`GET /id/{organisation}/{user}` and `/services/oauth2/userinfo`."""
    who = {"user_id": USER, "organization_id": ORGANISATION, "username": "demo@grouparoo.com"}
    return Reply(200, {"id": f"https://login.salesforce.com/id/{ORGANISATION}/{USER}", **who, **_PERSON})


_PERSON = {"display_name": "Dev Engineer", "name": "Dev Engineer", "email": "demo@grouparoo.com", "active": True}


def soap(org: Org, request: Request, version: str) -> Reply:
    """`POST /services/Soap/u/{version}`: login (gone from 65.0 on), convertLead."""
    text = request.body.decode("utf-8", "replace")
    if "convertLead>" in text:
        return _converted(org, text)
    if "<login" not in text or float(version) >= 65:
        return _fault("UNKNOWN_EXCEPTION", "No operation available for request")
    password = re.search(r"<password>(.*?)</password>", text)
    if password is None or password[1] == "wrong":
        told = "Invalid username, password, security token; or user locked out."
        return _fault("INVALID_LOGIN", f"INVALID_LOGIN: {told}")
    session = _granted(org, request)["access_token"]
    result = _LOGIN.format(version=version, session=session, organisation=ORGANISATION, user=USER)
    return _envelope(f"<loginResponse><result>{result}</result></loginResponse>")


def _envelope(body: str) -> Reply:
    head = '<?xml version="1.0" encoding="UTF-8"?><soapenv:Envelope xmlns:soapenv='
    head += '"http://schemas.xmlsoap.org/soap/envelope/" xmlns="urn:partner.soap.sforce.com"'
    head += ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><soapenv:Body>'
    return Reply(200, f"{head}{body}</soapenv:Body></soapenv:Envelope>".encode(), _XML)


def _fault(code: str, told: str) -> Reply:
    body = f"<soapenv:Fault><faultcode>sf:{code}</faultcode><faultstring>{escape(told)}</faultstring></soapenv:Fault>"
    return Reply(500, _envelope(body).body, _XML)


def _converted(org: Org, text: str) -> Reply:
    """A lead becomes a contact and an account; it can't be changed from then on."""
    found = re.search(r"<leadId>(.*?)</leadId>", text)
    lead = org.find(found[1]) if found else None
    if lead is None:
        return _fault("INVALID_ID_FIELD", "invalid lead id")
    account = _made(org, "Account", {"Name": lead["Company"]})
    named = {name: lead.get(name) for name in ("FirstName", "LastName", "Email")}
    contact = _made(org, "Contact", {**named, "AccountId": account})
    told: Row = {"IsConverted": True, "Status": "Closed - Converted", "ConvertedDate": org.moment()[:10]}
    org.tables["Lead"].change(lead, {**told, "ConvertedAccountId": account, "ConvertedContactId": contact})
    for member in org.matching("CampaignMember", "LeadId", lead["Id"]):
        org.tables["CampaignMember"].change(member, {"ContactId": contact})
    ids = f"<accountId>{account}</accountId><contactId>{contact}</contactId><leadId>{lead['Id']}</leadId>"
    result = f'<result>{ids}<opportunityId xsi:nil="true"/><success>true</success></result>'
    return _envelope(f"<convertLeadResponse>{result}</convertLeadResponse>")


def _made(org: Org, name: str, fields: Json) -> str:
    return Desk(org, org.tables[name]).create(fields)


_INSTANCE = "https://d4s000000oz4euaa-dev-ed.my.salesforce.com"
_LOGIN = (
    "<metadataServerUrl>" + _INSTANCE + "/services/Soap/m/{version}/00D4S000000oz4e</metadataServerUrl>"
    "<passwordExpired>false</passwordExpired><sandbox>false</sandbox>"
    "<serverUrl>" + _INSTANCE + "/services/Soap/u/{version}/00D4S000000oz4e</serverUrl>"
    "<sessionId>{session}</sessionId><userId>{user}</userId><userInfo>"
    "<accessibilityMode>false</accessibilityMode><chatterExternal>false</chatterExternal>"
    "<currencySymbol>$</currencySymbol><orgAttachmentFileSizeLimit>26214400</orgAttachmentFileSizeLimit>"
    "<orgDefaultCurrencyIsoCode>USD</orgDefaultCurrencyIsoCode>"
    "<orgDefaultCurrencyLocale>en_US</orgDefaultCurrencyLocale>"
    "<orgDisallowHtmlAttachments>false</orgDisallowHtmlAttachments>"
    "<orgHasPersonAccounts>false</orgHasPersonAccounts><organizationId>{organisation}</organizationId>"
    "<organizationMultiCurrency>false</organizationMultiCurrency><organizationName>Grouparoo</organizationName>"
    '<profileId>00e4S00000127lgQAA</profileId><roleId xsi:nil="true"/><sessionSecondsValid>7200</sessionSecondsValid>'
    '<userDefaultCurrencyIsoCode xsi:nil="true"/><userEmail>demo@grouparoo.com</userEmail>'
    "<userFullName>Dev Engineer</userFullName><userId>{user}</userId><userLanguage>en_US</userLanguage>"
    "<userLocale>en_US</userLocale><userName>demo@grouparoo.com</userName>"
    "<userTimeZone>America/Los_Angeles</userTimeZone><userType>Standard</userType><userUiSkin>Theme3</userUiSkin>"
    "</userInfo>"
)
