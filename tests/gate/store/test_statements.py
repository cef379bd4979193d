"""`gate.store` writes plain SQL; each statement must fit the migrated schema."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import gate.store

VERB = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH)\s")
PARAMETER = re.compile(r"\?(\d*)")
NAMED = re.compile(r"(?<!:):(\w+)")


def statements() -> list[tuple[str, str]]:
    (package,) = gate.store.__path__
    return [
        (file.name, node.value)
        for file in sorted(Path(package).glob("*.py"))
        for node in whole(ast.parse(file.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and VERB.match(node.value)
    ]


def whole(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk all but the parts of texts that are put together: their own tests run those."""
    for node in ast.iter_child_nodes(tree):
        if not isinstance(node, ast.JoinedStr | ast.BinOp):
            yield node
            yield from whole(node)


def test_there_are_statements_to_check():
    assert {"journal.py", "outbox.py", "permits.py", "state.py"} <= {
        name for name, _ in statements()
    }


@pytest.mark.parametrize(("file", "statement"), statements())
def test_statement_fits_the_schema(connection, file, statement):
    numbers = PARAMETER.findall(statement)
    count = max(map(int, numbers)) if any(numbers) else len(numbers)
    named = dict.fromkeys(NAMED.findall(statement))
    values = named or (None,) * count
    assert connection.execute(f"EXPLAIN {statement}", values).fetchall(), file
