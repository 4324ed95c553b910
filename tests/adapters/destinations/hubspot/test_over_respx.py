"""A room over a respx router: how an app that embeds Joey tests against answers of its own choosing."""

from __future__ import annotations

import httpx
import orjson
import respx
from returns.pipeline import is_successful

from joey.adapters.clock import SystemClock, SystemRandomness
from joey.adapters.destinations.hubspot.plugin import plugin
from joey.domain.action import ByKey, RemoteRecord
from joey.ports.errors import Misconfigured
from joey.ports.plugin import ConnectedApp, World

API = "https://api.hubapi.com"


def app_over(router: respx.MockRouter) -> ConnectedApp:
    world = World(SystemClock(), SystemRandomness(), httpx.MockTransport(router.async_handler))
    return plugin.app({"access_token": "pat-planted-token", "tier": "free", "base_url": API}, world).unwrap()


async def test_a_contact_is_found_by_the_batch_read_that_the_vendor_documents() -> None:
    router = respx.MockRouter(assert_all_called=True)
    route = router.post(f"{API}/crm/objects/2026-03/contacts/batch/read").respond(
        200, json={"status": "COMPLETE", "results": [{"id": "51", "properties": {"email": "ann@example.com"}}]}
    )
    app = app_over(router)
    gateway = app.connect("hubspot-objects", {"object": "contacts", "match_field": "email"}).unwrap().gateway

    found = (await gateway.find([ByKey("ann@example.com")])).unwrap()

    assert found[ByKey("ann@example.com")] == (RemoteRecord("51", frozenset({"ann@example.com"})),)
    request = route.calls.last.request
    assert request.headers["authorization"] == "Bearer pat-planted-token"
    body = orjson.loads(request.content)
    assert (body["idProperty"], body["inputs"]) == ("email", [{"id": "ann@example.com"}])
    await app.aclose()


async def test_a_refused_token_is_told_with_what_to_do_and_without_the_token() -> None:
    router = respx.MockRouter(assert_all_called=True)
    router.get(url__startswith=f"{API}/account-info/").respond(
        401,
        json={
            "status": "error",
            "message": "The token pat-planted-token is not valid.",
            "category": "INVALID_AUTHENTICATION",
        },
    )
    app = app_over(router)

    checked = await app.check()

    assert not is_successful(checked)
    error = checked.failure()
    assert isinstance(error, Misconfigured)
    assert "access_token" in error.hint
    assert "pat-planted-token" not in repr(error)
    await app.aclose()
