"""The timetable: schedules, holidays and plans of lanes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables, the vehicles' own schedules, and the version of the whole."""
    _schedules()
    op.create_table(
        "holiday",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("day"),
    )
    op.create_table(
        "lane_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lane", sa.String(length=64), nullable=False),
        sa.Column("mode", sa.String(length=16), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedule.id"]),
        sqlite_autoincrement=True,
    )
    own = sa.Column("schedule_id", sa.Integer(), nullable=True)
    with op.batch_alter_table("vehicle", recreate="always") as vehicle:
        vehicle.add_column(own, insert_after="lanes")
        vehicle.create_foreign_key("vehicle_schedule", "schedule", ["schedule_id"], ["id"])
    _version()


def _schedules() -> None:
    op.create_table(
        "schedule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("holds_on_holidays", sa.Boolean(), nullable=False),
        sa.Column("lanes", sa.String(length=200), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "schedule_window",
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("start_minute", sa.Integer(), nullable=False),
        sa.Column("end_minute", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("schedule_id", "day", "start_minute"),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedule.id"]),
    )
    op.create_table(
        "category_schedule",
        sa.Column("category", sa.String(length=16), nullable=False),
        sa.Column("schedule_id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("category", "schedule_id"),
        sa.ForeignKeyConstraint(["schedule_id"], ["schedule.id"]),
    )


def _version() -> None:
    """Count the timetable's versions from 0, also where a registry exists already."""
    counted = sa.Column("timetable_version", sa.Integer(), nullable=False, server_default="0")
    with op.batch_alter_table("registry_state") as state:
        state.add_column(counted)
    with op.batch_alter_table("registry_state") as state:
        state.alter_column("timetable_version", server_default=None)
