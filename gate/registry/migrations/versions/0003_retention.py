"""How long the journal keeps personal data, and an index of the rows whose clock was wrong."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the lifetimes, and find rows of an untrusted clock without reading all the others."""
    op.create_table(
        "retention",
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )
    untrusted = sa.text("NOT clock_trusted")
    op.create_index("journal_untrusted", "journal", ["boot_id"], sqlite_where=untrusted)
