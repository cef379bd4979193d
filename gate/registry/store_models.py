"""What the controller writes too: the journal and all that goes with it (see `models`)."""

from sqlalchemy import BigInteger, Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class JournalEpoch(SQLModel, table=True):
    """One life of the journal file; the newest ordinal is the one written to."""

    __tablename__ = "journal_epoch"
    __table_args__ = (UniqueConstraint("gate_id", "epoch"),)

    ordinal: int | None = Field(default=None, primary_key=True)
    gate_id: str = Field(max_length=64)
    epoch: str = Field(max_length=32)
    acked_seq: int = 0


class JournalRow(SQLModel, table=True):
    """The chained header of a row; `seq` is contiguous from 1 within an epoch."""

    __tablename__ = "journal"
    __table_args__ = (
        Index("journal_kind", "kind", "wall_us"),
        Index("journal_wall", "wall_us"),
        Index("journal_untrusted", "boot_id", sqlite_where=text("NOT clock_trusted")),
    )

    gate_id: str = Field(primary_key=True, max_length=64)
    epoch: str = Field(primary_key=True, max_length=32)
    seq: int = Field(primary_key=True)
    event_id: str = Field(unique=True, max_length=36)
    boot_id: str = Field(max_length=36)
    monotonic_ns: int = Field(sa_type=BigInteger)
    wall_us: int = Field(sa_type=BigInteger)
    clock_trusted: bool
    lane: str | None = Field(default=None, max_length=64)
    kind: str = Field(max_length=48)
    actor: str | None = Field(default=None, max_length=80)
    payload_digest: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    prev_hash: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))
    hash: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False))


class JournalPayload(SQLModel, table=True):
    """The erasable half of a row: canonical JSON and the salt that its digest covers."""

    __tablename__ = "journal_payload"

    gate_id: str = Field(primary_key=True, max_length=64)
    epoch: str = Field(primary_key=True, max_length=32)
    seq: int = Field(primary_key=True)
    salt: bytes = Field(sa_column=Column(LargeBinary(16), nullable=False))
    payload: str


class PendingChange(SQLModel, table=True):
    """What an import changes of one vehicle, until the journal has a row about it.

    `import_id` is the event of the import's own row, without which nothing has changed yet;
    `planned_for` the registry version that the import was decided for.
    """

    __tablename__ = "pending_change"

    import_id: str = Field(primary_key=True, max_length=36)
    row: int = Field(primary_key=True)
    planned_for: int
    kind: str = Field(max_length=48)
    payload: str


class Retention(SQLModel, table=True):
    """How many days the journal keeps what it says of some vehicles; no row = the usual time.

    `subject` is registered, visitor or unknown.
    """

    __tablename__ = "retention"

    subject: str = Field(primary_key=True, max_length=16)
    days: int


class ControllerState(SQLModel, table=True):
    """What the controller must remember across a restart, as JSON."""

    __tablename__ = "controller_state"

    key: str = Field(primary_key=True, max_length=80)
    value: str
