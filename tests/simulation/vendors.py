"""The vendors that are simulated, by name."""

from __future__ import annotations

from collections.abc import Mapping

from tests.simulation.facebook import FACEBOOK
from tests.simulation.hubspot import HUBSPOT
from tests.simulation.intercom import INTERCOM
from tests.simulation.mailchimp import MAILCHIMP
from tests.simulation.marketo import MARKETO
from tests.simulation.sailthru import SAILTHRU
from tests.simulation.salesforce import SALESFORCE
from tests.simulation.vendor import Vendor
from tests.simulation.zendesk import ZENDESK

_ALL = (FACEBOOK, HUBSPOT, INTERCOM, MAILCHIMP, MARKETO, SAILTHRU, SALESFORCE, ZENDESK)

VENDORS: Mapping[str, Vendor] = {vendor.name: vendor for vendor in _ALL}
