"""The tally of a Destination's run: Outcomes counted as they come, and the first of those that went badly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from joey.application.reports import Progress, ProgressHook, Unwell
from joey.domain.outcome import Attempt, Delivered, Outcome, Pending, Rejected, Skipped, kind_of

MOST_UNWELL = 1000
"""Records named one by one in a report; the Ledger knows them all."""


MOST_REMARKS = 5
"""Of what is said of delivered Records, in a report."""


class Tally:
    """Counts, and tells who listens how far it is."""

    def __init__(self, destination: str, hook: ProgressHook | None = None) -> None:
        self._destination = destination
        self._hook = hook
        self.expected = 0
        self.done = 0
        self.unchanged = 0
        self.forgotten = 0
        self.outcomes: Counter[str] = Counter()
        self.actions: Counter[str] = Counter()
        self.remarks: Counter[str] = Counter()
        self.unwell: list[Unwell] = []

    def settle(self, rows: int) -> None:
        """Rows that needed nothing."""
        self.unchanged += rows
        self._advance(rows)

    def pass_over(self, rows: int) -> None:
        """Leavers that are part of another Record's Export."""
        self._advance(rows)

    def forget(self, rows: int) -> None:
        """Rows of Records that are never to be sent."""
        self.forgotten += rows
        self._advance(rows)

    def add(self, attempts: Iterable[Attempt]) -> None:
        """Exports that ended."""
        count = 0
        for attempt in attempts:
            count += 1
            self.outcomes[kind_of(attempt.outcome)] += 1
            if isinstance(attempt.outcome, Delivered):
                self.actions[attempt.action] += 1
                self.remarks.update([attempt.outcome.note] if attempt.outcome.note else ())
            elif not isinstance(attempt.outcome, Skipped) and len(self.unwell) < MOST_UNWELL:
                self.unwell.append(unwell(attempt))
        self._advance(count)

    def notes(self) -> Iterable[str]:
        """What vendors said of Records that they took, with how many it was said of."""
        for remark, count in self.remarks.most_common(MOST_REMARKS):
            yield f"{count:,} delivered: {remark}"

    @property
    def untried(self) -> int:
        """Exports that were found and not tried."""
        return max(0, self.expected - self.done)

    def _advance(self, rows: int) -> None:
        self.done += rows
        if self._hook is not None:
            self._hook(Progress(self._destination, self.done, max(self.expected, self.done)))


def unwell(attempt: Attempt) -> Unwell:
    """An attempt that didn't deliver, for people."""
    field = attempt.outcome.field if isinstance(attempt.outcome, Rejected) else None
    return Unwell(str(attempt.record_id), kind_of(attempt.outcome), reason_of(attempt.outcome), field)


def reason_of(outcome: Outcome) -> str:
    """Why an Outcome is what it is, in words."""
    if isinstance(outcome, Delivered):
        return outcome.note
    if isinstance(outcome, Pending):
        return "the vendor's job still runs; the next run reads its results"
    reason: str = outcome.reason
    return reason
