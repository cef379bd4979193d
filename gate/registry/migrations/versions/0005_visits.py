"""Visitors' passes, and how often a vehicle may come in."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the visits, and the entries a permit is good for."""
    with op.batch_alter_table("vehicle", recreate="always") as vehicle:
        vehicle.add_column(sa.Column("entries", sa.Integer(), nullable=True), insert_after="lanes")
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("vehicle_id", sa.Integer(), nullable=False),
        sa.Column("visitor", sa.String(length=120), nullable=False),
        sa.Column("host", sa.String(length=160), nullable=False),
        sa.Column("purpose", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("starts_at", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.Integer(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=True),
        sa.Column("issued_by", sa.String(length=80), nullable=True),
        sa.Column("issued_at", sa.Integer(), nullable=False),
        sa.Column("ended_at", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicle.id"]),
    )
    op.create_index("ix_visit_vehicle_id", "visit", ["vehicle_id"])
    op.create_index("ix_visit_ends_at", "visit", ["ends_at"])
