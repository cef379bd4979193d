"""The kinds of journal rows, each with the text that the journal, the broker and the API have."""

from enum import StrEnum
from typing import Final


class RowFamily(StrEnum):
    """What a row is about: the word before the dot of its kind."""

    JOURNAL = "journal"
    CLOCK = "clock"
    RETENTION = "retention"
    PRIVACY = "privacy"
    EXPORT = "export"
    BACKUP = "backup"
    STORE = "store"
    ADMIN = "admin"
    GATE = "gate"
    DECISION = "decision"
    BOOM = "boom"
    PASSAGE = "passage"
    EXIT = "exit"
    PLAN = "plan"
    ALARM = "alarm"
    READER = "reader"
    PASSBACK = "passback"
    ORDER = "order"


class RowKind(StrEnum):
    """What a row says that happened. A stored row may have a kind of another version."""

    JOURNAL_EPOCH = "journal.epoch"
    JOURNAL_LOST = "journal.lost"
    JOURNAL_DIGEST = "journal.digest"
    CLOCK_CORRECTED = "clock.corrected"
    RETENTION_DONE = "retention.done"
    PRIVACY_EXPORTED = "privacy.exported"
    EXPORT_DONE = "export.done"
    PRIVACY_ERASED = "privacy.erased"
    BACKUP_MADE = "backup.made"
    BACKUP_FAILED = "backup.failed"
    STORE_RESTORED = "store.restored"
    STORE_RESCUED = "store.rescued"
    STORE_DAMAGED = "store.damaged"
    ADMIN_RETENTION_CHANGED = "admin.retention_changed"
    GATE_STARTED = "gate.started"
    GATE_STOPPED = "gate.stopped"
    DECISION_GRANTED = "decision.granted"
    DECISION_DENIED = "decision.denied"
    BOOM_FOUND = "boom.found"
    BOOM_OPENING = "boom.opening"
    BOOM_OPENED = "boom.opened"
    BOOM_CLOSING = "boom.closing"
    BOOM_CLOSED = "boom.closed"
    BOOM_REOPENED = "boom.reopened"
    BOOM_HELD = "boom.held"
    BOOM_RELEASED = "boom.released"
    BOOM_LATCHED = "boom.latched"
    BOOM_RESET = "boom.reset"
    BOOM_STOPPED = "boom.stopped"
    BOOM_EMERGENCY = "boom.emergency"
    BOOM_FAULT = "boom.fault"
    BOOM_MAINTENANCE = "boom.maintenance"
    BOOM_MAINTAINED = "boom.maintained"
    BOOM_TESTING = "boom.testing"
    BOOM_TESTED = "boom.tested"
    BOOM_RECOVERED = "boom.recovered"
    BOOM_WARNING = "boom.warning"
    PASSAGE_DONE = "passage.done"
    PASSAGE_UNAUTHORISED = "passage.unauthorised"
    PASSAGE_TIMEOUT = "passage.timeout"
    PASSAGE_CANCELLED = "passage.cancelled"
    PASSAGE_BACKED_OUT = "passage.backed_out"
    PASSAGE_REVERSED = "passage.reversed"
    EXIT_REQUESTED = "exit.requested"
    EXIT_MASKED = "exit.masked"
    PLAN_CHANGED = "plan.changed"
    ALARM_RAISED = "alarm.raised"
    ALARM_CLEARED = "alarm.cleared"
    READER_LOST = "reader.lost"
    READER_FOUND = "reader.found"
    READER_CALM = "reader.calm"
    PASSBACK_SUSPENDED = "passback.suspended"
    PASSBACK_RESUMED = "passback.resumed"
    ORDER_ACCEPTED = "order.accepted"
    ORDER_REFUSED = "order.refused"
    ADMIN_VEHICLE_ADDED = "admin.vehicle_added"
    ADMIN_VEHICLE_CHANGED = "admin.vehicle_changed"
    ADMIN_VEHICLE_BLOCKED = "admin.vehicle_blocked"
    ADMIN_VEHICLE_UNBLOCKED = "admin.vehicle_unblocked"
    ADMIN_VEHICLE_REMOVED = "admin.vehicle_removed"
    ADMIN_PASS_ISSUED = "admin.pass_issued"  # noqa: S105 - a name
    ADMIN_PASS_EXTENDED = "admin.pass_extended"  # noqa: S105 - a name
    ADMIN_PASS_ENDED = "admin.pass_ended"  # noqa: S105 - a name
    ADMIN_VEHICLES_IMPORTED = "admin.vehicles_imported"
    ADMIN_SCHEDULE_ADDED = "admin.schedule_added"
    ADMIN_SCHEDULE_CHANGED = "admin.schedule_changed"
    ADMIN_SCHEDULE_REMOVED = "admin.schedule_removed"
    ADMIN_CATEGORY_CHANGED = "admin.category_changed"
    ADMIN_PLAN_ADDED = "admin.plan_added"
    ADMIN_PLAN_REMOVED = "admin.plan_removed"
    ADMIN_HOLIDAYS_CHANGED = "admin.holidays_changed"
    ADMIN_USER_ADDED = "admin.user_added"
    ADMIN_USER_CHANGED = "admin.user_changed"
    ADMIN_USER_PASSWORD_CHANGED = "admin.user_password_changed"  # noqa: S105 - a name
    ADMIN_TOKEN_ADDED = "admin.token_added"  # noqa: S105 - a name
    ADMIN_TOKEN_REVOKED = "admin.token_revoked"  # noqa: S105 - a name
    ADMIN_READER_KEY_SET = "admin.reader_key_set"
    ADMIN_READER_KEY_INSTALLED = "admin.reader_key_installed"
    ADMIN_LOGIN = "admin.login"
    ADMIN_LOGIN_FAILED = "admin.login_failed"
    ADMIN_LOGOUT = "admin.logout"
    ADMIN_SECOND_FACTOR_ON = "admin.second_factor_on"
    ADMIN_SECOND_FACTOR_OFF = "admin.second_factor_off"


PASSAGES: Final = frozenset({RowKind.PASSAGE_DONE, RowKind.PASSAGE_UNAUTHORISED})
"""Rows of a vehicle that went through."""


def family_of(kind: str) -> str:
    """Return the family of a stored row's kind, which another version may have written."""
    return kind.partition(".")[0]
