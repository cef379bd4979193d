from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from gate.registry import ledger
from gate.registry.author import Author
from gate.registry.database import editing
from gate.store.journal import StoredRow


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({"text": "n 1234 ap", "opd": None, "status": ""}, {"text": "N1234AP"}),
        ({"text": "Siti", "from": "01-11-2026"}, {"text": "Siti", "from": "01-11-2026"}),
        ({}, {}),
    ],
)
def test_an_export_tells_what_was_asked_for(
    engine: Engine, author: Author, rows: Callable[[], list[StoredRow]], filters, kept
):
    with editing(engine) as session:
        ledger.exported(session, author, "vehicles", 17, filters)

    (row,) = rows()
    assert (row.kind, row.actor) == ("export.done", "user:7")
    assert row.payload == {"what": "vehicles", "rows": 17, "filters": kept}
