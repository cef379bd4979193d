"""What can be wrong with what staff typed, as codes: pages and terminal find the words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from gate.errors import GateError
from gate.registry.views import VehicleView


class ProblemCode(StrEnum):
    """One kind of problem. In brackets: the parameters that come with it."""

    PLATE_WRONG = "plate_wrong"  # text
    PLATE_EXISTS = "plate_exists"  # holder, opd, vehicle
    TAG_WRONG = "tag_wrong"  # text
    TAG_TAKEN = "tag_taken"  # text, plate, holder, opd, vehicle
    TAG_UNKNOWN = "tag_unknown"  # text
    CODE_WRONG = "code_wrong"  # text
    CODE_UNKNOWN = "code_unknown"  # text
    CODE_MISTYPED = "code_mistyped"  # text
    CODE_TAKEN = "code_taken"  # text, plate, holder, opd, vehicle
    CREDENTIAL_MISSING = "credential_missing"
    HOLDER_MISSING = "holder_missing"
    CATEGORY_WRONG = "category_wrong"  # text
    IDENTIFICATION_WRONG = "identification_wrong"  # text
    DATE_WRONG = "date_wrong"  # text
    DATE_ORDER = "date_order"
    TEXT_LONG = "text_long"  # limit
    REASON_MISSING = "reason_missing"
    ENTRIES_WRONG = "entries_wrong"  # text, limit
    HOST_MISSING = "host_missing"
    TIME_OVER = "time_over"
    PASS_VALID = "pass_valid"  # noqa: S105 - the code of a problem; text, vehicle
    VISITOR_BLOCKED = "visitor_blocked"  # text, vehicle
    VISITOR_LISTED = "visitor_listed"  # plate, vehicle
    PASS_NONE = "pass_none"  # noqa: S105 - the code of a problem; text
    LOST_NOT_OWN = "lost_not_own"  # text
    ROW_REPEATS = "row_repeats"  # text, row
    CELLS_MANY = "cells_many"  # text
    LOGIN_WRONG = "login_wrong"  # text
    LOGIN_TAKEN = "login_taken"  # text
    LOGIN_UNKNOWN = "login_unknown"  # text
    NAME_MISSING = "name_missing"
    ROLE_WRONG = "role_wrong"  # text
    PASSWORD_SHORT = "password_short"  # noqa: S105 - the code of a problem; limit
    NAME_EMPTY = "name_empty"
    NAME_TAKEN = "name_taken"  # text
    WINDOW_WRONG = "window_wrong"  # text
    WINDOWS_ON_HOLIDAYS = "windows_on_holidays"
    SCHEDULE_UNKNOWN = "schedule_unknown"  # text
    SCHEDULE_USED = "schedule_used"  # text
    SCHEDULE_DOUBLE = "schedule_double"  # text
    LANE_UNKNOWN = "lane_unknown"  # text, lanes
    PLAN_UNKNOWN = "plan_unknown"  # text
    DAY_UNKNOWN = "day_unknown"  # text
    PASSWORD_WRONG = "password_wrong"  # noqa: S105 - the code of a problem
    FACTOR_WRONG = "factor_wrong"
    LAST_ADMIN = "last_admin"
    TOKEN_NAME_WRONG = "token_name_wrong"  # noqa: S105 - the code of a problem; text
    TOKEN_NAME_TAKEN = "token_name_taken"  # noqa: S105 - the code of a problem; text
    TOKEN_UNKNOWN = "token_unknown"  # noqa: S105 - the code of a problem; text
    PASSWORD_IS_LOGIN = "password_is_login"  # noqa: S105 - the code of a problem


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to put right; `params` fill the gaps of its sentence."""

    code: ProblemCode
    params: Mapping[str, str | int] = field(default_factory=dict)


class FormError(GateError):
    """Staff must put right what they typed: one problem per field of the form."""

    def __init__(self, problems: Mapping[str, Problem]) -> None:
        super().__init__("; ".join(f"{name}: {found.code}" for name, found in problems.items()))
        self.problems = problems


class NoSuchVehicle(GateError):  # noqa: N818 - reads as what it is
    """The vehicle is not on the list, or was removed from it meanwhile."""

    def __init__(self, vehicle: int) -> None:
        super().__init__(f"vehicle {vehicle} is not in the registry (any more)")
        self.vehicle = vehicle


class EditConflict(GateError):  # noqa: N818 - reads as what it is
    """Someone else changed the vehicle since its form was filled in.

    `current` is the vehicle now; `differences` maps each field on which the two disagree to
    (what stands now, what was typed).
    """

    def __init__(
        self, current: VehicleView, differences: Mapping[str, tuple[object, object]]
    ) -> None:
        super().__init__(f"vehicle {current.id} was changed meanwhile: {', '.join(differences)}")
        self.current = current
        self.differences = differences
