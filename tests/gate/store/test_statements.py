"""`gate.store` writes plain SQL; each statement must fit the migrated schema."""

import ast
import re
from pathlib import Path

import pytest

import gate.store

VERB = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\s")
PARAMETER = re.compile(r"\?(\d*)")


def statements() -> list[tuple[str, str]]:
    (package,) = gate.store.__path__
    return [
        (file.name, node.value)
        for file in sorted(Path(package).glob("*.py"))
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and VERB.match(node.value)
    ]


def test_there_are_statements_to_check():
    assert {"journal.py", "outbox.py", "permits.py", "state.py"} <= {
        name for name, _ in statements()
    }


@pytest.mark.parametrize(("file", "statement"), statements())
def test_statement_fits_the_schema(connection, file, statement):
    numbers = PARAMETER.findall(statement)
    count = max(map(int, numbers)) if any(numbers) else len(numbers)
    assert connection.execute(f"EXPLAIN {statement}", (None,) * count).fetchall(), file
