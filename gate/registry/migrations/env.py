"""Alembic's entry: runs the revisions on the connection that `gate.registry.migrate` opened."""

from alembic import context

from gate.registry.models import Vehicle
from gate.registry.store_models import JournalRow

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=[Vehicle.metadata, JournalRow.metadata],
    render_as_batch=True,  # SQLite alters a table by copying it
)
context.run_migrations()
