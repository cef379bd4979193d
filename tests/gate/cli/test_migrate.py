from pathlib import Path

from gate.store.database import SCHEMA_REVISION
from tests.gate.cli.command import Gate


def test_migrate_creates_the_database_and_may_be_repeated(gate: Gate, site: Path):
    database = site.with_name("gate.db")
    database.unlink()

    assert gate("migrate").out == f"{database}: now at schema {SCHEMA_REVISION}\n"
    assert gate("migrate").out == f"{database}: already at schema {SCHEMA_REVISION}\n"
    assert gate("check").code == 0
