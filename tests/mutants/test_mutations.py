"""The faults themselves: each kind is planted where it belongs, and does what its name says."""

import ast
import json
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="module")
def mutants():
    spec = spec_from_file_location("planted", HERE / "mutations.py")
    module = module_from_spec(spec)
    sys.modules["planted"] = module
    spec.loader.exec_module(module)
    return module.mutants


SOURCE = '''
def judge(scan, a, b) -> bool:
    """Say something."""
    if a < b and not scan:
        return max(a, b) + 1
    return a if b is None else b
'''


def planted(mutants, source: str) -> dict[str, str]:
    return {each.name: ast.unparse(each.tree) for each in mutants(source, "sample")}


def test_every_kind_of_fault_is_planted_once(mutants):
    found = planted(mutants, SOURCE)

    assert {name.partition(" -> ")[2] for name in found} == {
        "always True",
        "always False",
        "if True",
        "if False",
        "Or",
        "without operand 1",
        "without operand 2",
        "GtE",
        "LtE",
        "without not",
        "min",
        "Sub",
        "always the first",
        "always the second",
        "IsNot",
    }
    assert len(set(found.values())) == len(found)
    assert ast.unparse(ast.parse(SOURCE)) not in found.values()


def test_a_fault_changes_what_its_function_says(mutants):
    outcomes = {}
    for mutant in mutants(SOURCE, "sample"):
        names = {}
        exec(compile(mutant.tree, "sample", "exec"), names)  # noqa: S102 - the source above
        outcomes[mutant.name.partition(" -> ")[2]] = names["judge"](None, 1, 2)

    assert (outcomes["always False"], outcomes["min"], outcomes["Sub"]) == (False, 2, 1)
    assert outcomes["if False"] == 2
    assert outcomes["without not"] == 2


def test_rows_words_and_members_go_one_at_a_time(mutants):
    source = """
TABLE = (Row("A", when, then), Row("B", when, lambda s: s.set(x=1, y=2).note("b"), only))
RESTING = frozenset({State.BOOT, State.STOPPED})
"""
    found = planted(mutants, source)

    kinds = [name.partition(" -> ")[2] for name in found]
    assert kinds.count("no such row") == 2
    assert kinds.count("under every wiring") == 1
    assert {"without note", "without set", "without x", "without y"} <= set(kinds)
    assert {"without State.BOOT", "without State.STOPPED"} <= set(kinds)
    assert any(name.startswith("sample:TABLE.B: ") for name in found)


def test_what_no_test_could_see_is_left_alone(mutants):
    source = '''
"""Text."""
from typing import Final
LIMIT: Final = 3
@cache
def name(limit: int | None = None) -> str | None:
    """Text."""
    return limit
'''
    assert planted(mutants, source) == {}


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("output_stage:_take: request is stage.on -> IsNot", "killed"),
        ("exits:let_out: scan.note(RowKind.EXIT_REQUESTED, claim) -> without note", "SURVIVED"),
    ],
)
def test_a_fault_is_noticed_by_the_tests_that_reach_it_only(tmp_path, fault: str, outcome: str):
    report = tmp_path / "report.json"
    tests = ("--tests", "tests/gate/core/barrier/test_output_stage.py", "--report", report)
    subprocess.run(
        [sys.executable, HERE / "campaign.py", "--only", fault, *tests],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )

    assert json.loads(report.read_text()) == {fault: outcome}
