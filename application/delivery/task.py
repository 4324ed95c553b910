"""A task: one Export on its way through delivery, what was decided for it, and what came of each step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from joey.application.delivery.memberships import Move
from joey.application.delivery.replies import RowReply, gravest, outcome_of
from joey.domain.action import Action, Create, Decision, Delete, LeaveGroups, Reject, Skip, Update, Upsert, Write
from joey.domain.export import Departed, Export, Present
from joey.domain.facts import Facts, GroupStyle
from joey.domain.outcome import Attempt, Deferred, Delivered, Failed, Outcome, Pending, Rejected, Skipped, Unknown
from joey.domain.record import RecordId
from joey.domain.snapshot import ABSENT, Held, Snapshot
from joey.ports.gateway import Exists, Gone, Written
from joey.ports.ledger import Intent
from joey.ports.lists import Member

NO_ROW_RESULTS = "accepted; the vendor gives no results by row"


@dataclass(slots=True)
class Task:
    """The decision for one Export, and the replies to it as they come in."""

    export: Export
    decision: Decision
    written: RowReply | None = None
    disposed: tuple[RowReply, ...] = ()
    troubles: Mapping[str, RowReply] = field(default_factory=dict)

    @property
    def record_id(self) -> RecordId:
        """Whose Export it is."""
        return self.export.record_id

    @property
    def action(self) -> Action:
        """What was decided."""
        return self.decision.action

    @property
    def sends(self) -> bool:
        """Whether anything is sent for it."""
        return not isinstance(self.action, Skip | Reject)

    def write(self, facts: Facts) -> Write | None:
        """The write that it needs; an Update that only moves between lists needs none, nor what is only memberships."""
        action, inline = self.action, facts.groups is GroupStyle.INLINE
        if facts.membership_only:
            return None
        if isinstance(action, Update):
            return action if action.diff.writes_fields or (inline and action.diff.moves) else None
        if isinstance(action, LeaveGroups) and inline:
            return action.inline
        return action if isinstance(action, Create | Upsert | Delete) else None

    def member(self, facts: Facts) -> Written | None:
        """What stands for the reply to a write where memberships are all there is: the key is the remote id."""
        action = self.action
        if not facts.membership_only or not isinstance(action, Create | Update | Upsert):
            return None
        note = "" if facts.row_results or not action.diff.moves else NO_ROW_RESULTS
        return Written(action.remote_id if isinstance(action, Update) else action.wanted.key, note)

    @property
    def remote_id(self) -> str | None:
        """The remote record, as the vendor last named it."""
        if isinstance(self.written, Written):
            return self.written.id
        action = self.action
        return action.remote_id if isinstance(action, Update | Delete | LeaveGroups) else None

    @property
    def went_through(self) -> bool:
        """Whether the write, if there was one, succeeded."""
        if isinstance(self.action, Delete | LeaveGroups) and isinstance(self.written, Gone):
            return True
        return self.written is None or isinstance(self.written, Written)

    @property
    def replies(self) -> tuple[RowReply, ...]:
        """All that the vendor said of it."""
        written = () if self.written is None else (self.written,)
        return (*written, *self.troubles.values(), *self.disposed)

    @property
    def surprises(self) -> bool:
        """Whether the remote is other than it was thought to be, so that it has to be looked at again."""
        if isinstance(self.action, Delete | LeaveGroups):
            return False
        return isinstance(self.written, Exists | Gone)

    def partings(self) -> tuple[Task, ...]:
        """The tasks of disposing of the remote records that this one leaves behind, once it's safe elsewhere."""
        disposals = self.decision.disposals if self.went_through else ()
        return tuple(Task(self.export, Decision(disposal)) for disposal in disposals)

    def move(self, style: GroupStyle) -> Move | None:
        """The lists that it joins and leaves, once it's written."""
        action, remote_id = self.action, self.remote_id
        if style is not GroupStyle.LISTS or remote_id is None or not self.went_through:
            return None
        if isinstance(action, LeaveGroups):
            snapshot = Snapshot(action.key)
            return Move(Member(self.record_id, remote_id, action.key, snapshot), frozenset(), action.groups)
        if isinstance(action, Create | Update | Upsert) and action.diff.moves:
            member = Member(self.record_id, remote_id, action.wanted.key, action.wanted)
            return Move(member, action.diff.joined, action.diff.left)
        return None

    def intent(self) -> Intent:
        """What is journalled before anything is sent."""
        export = self.export
        wanted = export.wanted if isinstance(export, Present) else None
        fingerprint = export.fingerprint if isinstance(export, Present) else None
        inherits = export.heir_of if isinstance(export, Present) else None
        return Intent(self.record_id, wanted, self.remote_id, fingerprint, type(self.action).__name__.lower(), inherits)


def attempt_of(task: Task) -> Attempt:
    """What came of a task: its Outcome, and what the Target is known to hold by it."""
    export = task.export
    outcome, held = _ending(task)
    return Attempt(
        record_id=task.record_id,
        outcome=outcome,
        held=held,
        remote_id=task.remote_id,
        fingerprint=export.fingerprint if isinstance(export, Present) else None,
        departed=isinstance(export, Departed),
        inherited_from=_inherited_from(task, held),
        action=type(task.action).__name__.lower(),
    )


def _inherited_from(task: Task, held: Held | None) -> RecordId | None:
    """Whose remote record was taken over: once it's written, whatever else failed."""
    export = task.export
    taken = isinstance(held, Snapshot) and isinstance(task.action, Create | Update | Upsert)
    return export.heir_of if isinstance(export, Present) and taken and not export.swaps else None


def _ending(task: Task) -> tuple[Outcome, Held | None]:
    action = task.action
    match action:
        case Skip():
            return Skipped(action.reason, action.recheck), action.then
        case Reject():
            return Rejected(action.reason, action.field, action.claim), None
        case Delete():
            return _deleted(task)
        case LeaveGroups():
            return _left(task, action)
        case Create() | Update() | Upsert():
            return _present(task, action.wanted)
        case _:
            assert_never(action)


def _left(task: Task, action: LeaveGroups) -> tuple[Outcome, Held | None]:
    """Who left some of its groups and not others may be back by the next run, and has to join those again."""
    worst = _worst(task)
    if worst is None:
        return Delivered(), action.then
    partly = task.troubles and action.groups - task.troubles.keys()
    return (_open(worst) if partly else worst), None


def _deleted(task: Task) -> tuple[Outcome, Held | None]:
    worst = _worst(task)
    if worst is not None:
        return worst, None
    if isinstance(task.written, Gone):
        return Delivered("it was gone already"), ABSENT
    return Delivered(task.written.note if isinstance(task.written, Written) else ""), ABSENT


def _worst(task: Task) -> Outcome | None:
    """What went wrong with a departure; that a remote record is gone isn't."""
    return gravest([reply for reply in task.replies if not isinstance(reply, Gone)])


def _present(task: Task, wanted: Snapshot) -> tuple[Outcome, Held | None]:
    """Delivered with all of the wanted Snapshot; or, where a list refused, with the part that was taken."""
    if task.written is not None and not isinstance(task.written, Written):
        return outcome_of(task.written), None
    left_behind = gravest([reply for reply in task.disposed if not isinstance(reply, Gone)])
    if left_behind is not None:
        return _open(left_behind), None
    worst = gravest(list(task.troubles.values()))
    if worst is None:
        return Delivered(task.written.note if isinstance(task.written, Written) else ""), wanted
    if isinstance(worst, Rejected):
        names = ", ".join(sorted(task.troubles))
        return Rejected(f"the groups {names} were refused: {worst.reason}", worst.field), _part(task, wanted)
    if _is_in_doubt(task) or isinstance(worst, Unknown | Pending):
        return _open(worst), None
    return worst, _part(task, wanted)


def _open(outcome: Outcome) -> Outcome:
    """Where a part was done, and what the rest comes to can't be told by parts: the next run finds it, and goes on."""
    return Unknown(outcome.reason) if isinstance(outcome, Failed | Deferred) else outcome


def _is_in_doubt(task: Task) -> bool:
    """Whether a list that failed may hold the Record already: by an unanswered write, or with other fields."""
    standing, action = task.export.standing, task.action
    held = standing.held.groups if isinstance(standing.held, Snapshot) else frozenset[str]()
    again = action.diff.joined & held if isinstance(action, Create | Update | Upsert) else frozenset[str]()
    return bool(standing.unanswered) or bool(again & task.troubles.keys())


def _part(task: Task, wanted: Snapshot) -> Snapshot:
    action = task.action
    if not isinstance(action, Create | Update | Upsert):
        return wanted
    troubled = task.troubles.keys()
    groups = (wanted.groups - (action.diff.joined & troubled)) | (action.diff.left & troubled)
    return Snapshot(wanted.key, wanted.fields, groups)
