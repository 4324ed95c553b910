"""Two models on one Target: a Record is its model's, also where ids are the same."""

from __future__ import annotations

from dataclasses import replace

from joey.adapters.ledgers.memory import MemoryLedgers
from joey.adapters.memory import InMemoryGateway
from joey.adapters.sources.memory import MemorySource
from joey.adapters.virtual_clock import VirtualClock
from joey.application.destination import Destination
from joey.application.destination_run import Orders
from joey.application.export import ExportService
from joey.application.reports import DestinationReport
from joey.domain.mapping import FieldMapping, FromProperty, Mapping
from joey.domain.property import PropertyType
from joey.domain.record import Record, RecordId
from joey.domain.sync_mode import SyncMode
from joey.domain.target import Target
from joey.ports.source import Model, Table
from tests.contract.variants import VARIANTS

ADA, BEA = "ada@x.io", "bea@x.io"


class Two:
    """The models `people` and `staff`, each with a Destination on the one Target."""

    def __init__(self) -> None:
        clock = VirtualClock()
        self.gateway = InMemoryGateway(VARIANTS["batches"].facts)
        self._service = ExportService(MemoryLedgers(clock), clock)
        self.rows: dict[str, list[Record]] = {"people": [], "staff": []}

    def now(self, model: str, **emails: str) -> DestinationReport:
        """One run of a model's Destination; ids are the names' last character."""
        self.rows[model][:] = [Record(RecordId(name[-1]), {"mail": mail, "of": model}) for name, mail in emails.items()]
        lines = (FieldMapping("email", FromProperty("mail")), FieldMapping("first_name", FromProperty("of")))
        destination = Destination(
            model,
            Model(model, Table(model), ("id",)),
            Mapping(lines),
            SyncMode.SYNC,
            MemorySource(self.rows[model], {"mail": PropertyType.STRING, "of": PropertyType.STRING}),
            self.gateway,
            Target("memory", "1", "two"),
        )
        return self._service.export_now(destination, replace(Orders(), run_id="run", allow_deletes=True))

    def held(self) -> dict[str, object]:
        """Whose each key is at the vendor."""
        return {key: row["fields"]["first_name"] for key, row in self.gateway.stored().items()}


def test_equal_ids_of_two_models_are_two_records() -> None:
    two = Two()
    assert two.now("people", row1=ADA, row9="zoe@x.io").actions == {"create": 2}
    assert two.now("staff", row1=BEA).actions == {"create": 1}
    assert two.now("staff", row1="cid@x.io").actions == {"update": 1}
    assert two.now("people", row9="zoe@x.io").actions == {"delete": 1}
    assert two.held() == {"zoe@x.io": "people", "cid@x.io": "staff"}


def test_a_key_that_a_record_of_another_model_has_is_refused_also_where_their_ids_are_equal() -> None:
    two = Two()
    two.now("people", row1=ADA, row9="zoe@x.io")
    assert two.now("staff", row1=ADA, row2=BEA).outcomes == {"rejected": 1, "delivered": 1}
    assert two.held() == {ADA: "people", BEA: "staff", "zoe@x.io": "people"}


def test_nobody_inherits_from_the_record_of_another_model_that_has_an_own_ones_id() -> None:
    two = Two()
    two.now("people", row1=ADA, row9="zoe@x.io")
    two.now("staff", row1=BEA, row2="cid@x.io")
    two.now("people", row1=ADA, row9="zoe@x.io", row5=BEA)
    assert two.held()[BEA] == "staff"
    two.now("staff", row2="cid@x.io")
    two.now("people", row1=ADA, row9="zoe@x.io", row5=BEA)
    assert two.held() == {ADA: "people", "zoe@x.io": "people", BEA: "people", "cid@x.io": "staff"}
