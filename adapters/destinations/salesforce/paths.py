"""Where Salesforce's calls are: paths under the instance, of one version of the REST API."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

DEFAULT_VERSION = "67.0"
OLDEST_VERSION = 46
TOKEN = "/services/oauth2/token"  # noqa: S105 - a path
VERSIONS = "/services/data"

_VERSION = re.compile(r"v?(\d{2})(?:\.0)?")


def version_of(text: str) -> str | None:
    """A version such as `67.0`; None where it is none, or older than collections' upsert."""
    found = _VERSION.fullmatch(text.strip())
    return f"{found[1]}.0" if found and int(found[1]) >= OLDEST_VERSION else None


@dataclass(frozen=True, slots=True)
class Paths:
    """The paths of one version."""

    version: str = DEFAULT_VERSION

    @property
    def base(self) -> str:
        """Where the version's calls begin."""
        return f"{VERSIONS}/v{self.version}"

    @property
    def limits(self) -> str:
        """What the organisation may still do today."""
        return f"{self.base}/limits"

    @property
    def query(self) -> str:
        """SOQL, in the parameter `q`."""
        return f"{self.base}/query"

    @property
    def objects(self) -> str:
        """All objects."""
        return f"{self.base}/sobjects"

    @property
    def rows(self) -> str:
        """Collections of records: made, changed, deleted."""
        return f"{self.base}/composite/sobjects"

    @property
    def jobs(self) -> str:
        """Bulk jobs."""
        return f"{self.base}/jobs/ingest"

    def object(self, name: str) -> str:
        """One object, where single records are made."""
        return f"{self.objects}/{_segment(name)}"

    def describe(self, name: str) -> str:
        """The fields of an object."""
        return f"{self.object(name)}/describe"

    def upsert(self, name: str, field: str) -> str:
        """Collections of records matched by an external id."""
        return f"{self.rows}/{_segment(name)}/{_segment(field)}"

    def job(self, job_id: str, part: str = "") -> str:
        """A job, or a part of it."""
        return f"{self.jobs}/{_segment(job_id)}" + (f"/{part}" if part else "")


def _segment(text: str) -> str:
    return quote(text, safe="")
