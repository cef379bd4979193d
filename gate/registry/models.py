"""The one source of the schema, with `store_models`; `gate.store` writes plain SQL against both.

Times are integers, POSIX seconds UTC unless the name says otherwise: they sort, compare and
travel alike in every dialect. A test holds the statements of `gate.store` against these models.
"""

from datetime import date

from sqlalchemy import Column, ForeignKey, UniqueConstraint
from sqlmodel import Field, SQLModel

_NUMBERED_ONCE = {"sqlite_autoincrement": True}  # as other databases count anyway


class RegistryState(SQLModel, table=True):
    """One row: the version the registry has reached. Every edit raises it by one.

    `timetable_version` is that of the last edit of schedules, holidays or plans.
    """

    __tablename__ = "registry_state"

    id: int = Field(default=1, primary_key=True)
    version: int = 0
    timetable_version: int = 0


class Vehicle(SQLModel, table=True):
    """What staff manage. `version` is the registry version of its last change.

    `entries` is how many times it may come in within its validity, None = any number.
    A removed vehicle stays as a tombstone (`removed`, no plate, no holder) so that the controller
    learns of it.
    """

    __tablename__ = "vehicle"

    id: int | None = Field(default=None, primary_key=True)
    plate: str | None = Field(default=None, unique=True, max_length=16)
    holder: str = Field(default="", max_length=120)
    opd: str = Field(default="", max_length=160, index=True)
    category: str = Field(default="employee", max_length=16)
    identification: str = Field(default="any", max_length=8)
    valid_from: int | None = None
    valid_until: int | None = None
    blocked: str | None = Field(default=None, max_length=200)
    lanes: str | None = Field(default=None, max_length=200)
    entries: int | None = None
    schedule_id: int | None = Field(
        default=None, sa_column=Column(ForeignKey("schedule.id", name="vehicle_schedule"))
    )
    notes: str = Field(default="", max_length=1000)
    removed: bool = False
    created_at: int
    updated_at: int
    version: int = Field(index=True)


class VehicleCredential(SQLModel, table=True):
    """A tag or pass code of a vehicle, in canonical form. The plate stands in the vehicle."""

    __tablename__ = "vehicle_credential"
    __table_args__ = (UniqueConstraint("medium", "value"),)

    id: int | None = Field(default=None, primary_key=True)
    vehicle_id: int = Field(foreign_key="vehicle.id", index=True)
    medium: str = Field(max_length=8)
    value: str = Field(max_length=64)
    lost_at: int | None = None


class Visit(SQLModel, table=True):
    """A visitor's pass as it was issued; what holds of it now stands in its vehicle.

    `ends_at` is exclusive. `host` is the department visited, `issued_by` the actor of the journal.
    """

    __tablename__ = "visit"

    id: int | None = Field(default=None, primary_key=True)
    vehicle_id: int = Field(foreign_key="vehicle.id", index=True)
    visitor: str = Field(max_length=120)
    host: str = Field(max_length=160)
    purpose: str = Field(max_length=200)
    phone: str = Field(max_length=32)
    starts_at: int
    ends_at: int = Field(index=True)
    entries: int | None = None
    issued_by: str | None = Field(default=None, max_length=80)
    issued_at: int
    ended_at: int | None = None


class Schedule(SQLModel, table=True):
    """A named set of windows that vehicles, categories and plans refer to.

    `lanes` is a comma list of where it is asked for, None = everywhere. Its number is never used
    again: the journal names it.
    """

    __tablename__ = "schedule"
    __table_args__ = _NUMBERED_ONCE

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=60)
    holds_on_holidays: bool = False
    lanes: str | None = Field(default=None, max_length=200)


class ScheduleWindow(SQLModel, table=True):
    """One window of a schedule: `day` 0 is Monday, 7 a holiday; minutes after midnight.

    `end_minute` is exclusive; at or before `start_minute` it lies on the day after.
    """

    __tablename__ = "schedule_window"

    schedule_id: int = Field(foreign_key="schedule.id", primary_key=True)
    day: int = Field(primary_key=True)
    start_minute: int = Field(primary_key=True)
    end_minute: int


class CategorySchedule(SQLModel, table=True):
    """A schedule of all vehicles of a category that have none of their own."""

    __tablename__ = "category_schedule"

    category: str = Field(primary_key=True, max_length=16)
    schedule_id: int = Field(foreign_key="schedule.id", primary_key=True)


class Holiday(SQLModel, table=True):
    """A day on which schedules hold otherwise, or not at all."""

    __tablename__ = "holiday"

    day: date = Field(primary_key=True)
    name: str = Field(max_length=120)


class LanePlan(SQLModel, table=True):
    """What a lane does by itself while a schedule holds: `mode` is hold or lockdown.

    Its number is never used again.
    """

    __tablename__ = "lane_plan"
    __table_args__ = _NUMBERED_ONCE

    id: int | None = Field(default=None, primary_key=True)
    lane: str = Field(max_length=64)
    mode: str = Field(max_length=16)
    schedule_id: int = Field(foreign_key="schedule.id")
    reason: str = Field(max_length=200)


class User(SQLModel, table=True):
    """Someone who signs in. Journal rows name the number, never the name.

    `totp_secret` is that of the second factor, None = a password is enough; `totp_step` the step of
    the last code that was used, which none may be used again.
    """

    __tablename__ = "user"

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(unique=True, max_length=64)
    name: str = Field(max_length=120)
    role: str = Field(max_length=16)
    password_hash: str = Field(max_length=200)
    active: bool = True
    created_at: int
    totp_secret: str | None = Field(default=None, max_length=32)
    totp_step: int | None = None


class LoginSession(SQLModel, table=True):
    """A signed-in browser. Only the hash of its cookie is kept."""

    __tablename__ = "login_session"

    token_hash: str = Field(primary_key=True, max_length=64)
    user_id: int = Field(foreign_key="user.id", index=True)
    csrf: str = Field(max_length=64)
    created_at: int
    seen_at: int
    device: str | None = Field(default=None, max_length=120)


class ApiToken(SQLModel, table=True):
    """A program that uses the API. Only the hash of its token is kept, and its name for ever.

    `expires_at` None = it never does; `used_at` is written down now and then.
    """

    __tablename__ = "api_token"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True, max_length=32)
    role: str = Field(max_length=16)
    token_hash: str = Field(unique=True, max_length=64)
    created_at: int
    expires_at: int | None = None
    used_at: int | None = None
    revoked_at: int | None = None


class ApiAnswer(SQLModel, table=True):
    """What a program was answered under an idempotency key; `status` None = not answered yet.

    `digest` is a keyed hash of what was asked, `headers` are JSON.
    """

    __tablename__ = "api_answer"

    token_id: int = Field(foreign_key="api_token.id", primary_key=True)
    key: str = Field(primary_key=True, max_length=100)
    digest: str = Field(max_length=64)
    asked_at: int = Field(index=True)
    status: int | None = None
    headers: str = ""
    body: bytes = b""
