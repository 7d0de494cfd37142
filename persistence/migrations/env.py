"""What does Alembic write for us: the SQL of the missing revisions; migrate.py runs it under its lock."""

from __future__ import annotations

from alembic import context

context.configure(
    url="postgresql+asyncpg://",  # for its dialect; nothing is opened
    literal_binds=True,
    transaction_per_migration=True,
    version_table="alembic_version",
)
with context.begin_transaction():
    context.run_migrations()
