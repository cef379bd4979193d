"""Alembic's entry: runs the revisions on the connection that `gate.registry.migrate` opened."""

from alembic import context

from gate.registry.models import Vehicle

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Vehicle.metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
)
context.run_migrations()
