"""What was examined, as an Arrow stream that can be read from its start again and again."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from joey.ports.source import ExaminedRows

SCHEMA = pa.schema(
    [("record_id", pa.string()), ("fingerprint", pa.string()), ("present", pa.bool_()), ("owed", pa.bool_())]
)
"""The columns that the port promises."""


class ArrowRows(ExaminedRows):
    """Rows from a factory that opens a fresh reader at each call.

    There is no ``database`` to attach: a source that attached the state file by itself would not wait for the fold of
    another process, nor the fold for it.
    """

    def __init__(self, opens: Callable[[], pa.RecordBatchReader]) -> None:
        self._opens = opens

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._opens().__arrow_c_stream__(requested_schema)

    @property
    def database(self) -> None:
        return None
