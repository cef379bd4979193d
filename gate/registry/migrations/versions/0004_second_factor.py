"""A second factor at sign-in, and which device a session belongs to."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the secret and the step of the last code, and the device."""
    with op.batch_alter_table("user", recreate="always") as user:
        user.add_column(sa.Column("totp_secret", sa.String(length=32), nullable=True))
        user.add_column(sa.Column("totp_step", sa.Integer(), nullable=True))
    with op.batch_alter_table("login_session", recreate="always") as session:
        session.add_column(sa.Column("device", sa.String(length=120), nullable=True))
