"""Every scenario of the guide has a story, or a test of the real thing.

The scenarios are those of `gate/core/barrier/README.md` §6.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent

ELSEWHERE = {
    40: [
        "faults/test_kill.py::test_after_a_kill_in_mid_passage_nothing_moves_until_the_boot_has_settled"
    ],
    41: [
        "gate/controller/test_controller.py::test_a_scan_that_is_always_late_is_no_sign_of_life",
        "contract/test_outputs.py::test_an_output_goes_off_by_itself_while_the_loop_hangs",
    ],
    45: [
        "gate/store/test_writer.py::test_a_full_disk_delays_rows_and_loses_none",
        "gate/test_app.py::test_a_full_runtime_directory_stops_nothing",
    ],
}
"""The process (40: a real kill; 41: a hung loop feeds no watchdog), and the disk (45)."""


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_each_of_the_46_scenarios_is_told():
    told = {
        int(number)
        for path in Path(__file__).parent.glob("test_*.py")
        for test in functions(path)
        for number in re.findall(r"^test_s(\d\d)_", test.name)
    }

    assert told | set(ELSEWHERE) == set(range(1, 47))


def test_each_is_readable_as_one_line():
    stories = [
        test
        for path in Path(__file__).parent.glob("test_*.py")
        for test in functions(path)
        if re.match(r"test_s\d\d_", test.name)
    ]

    for test in stories:
        line = ast.get_docstring(test)
        assert line is not None, test.name
        assert "\n" not in line, test.name


@pytest.mark.parametrize("test", [test for tests in ELSEWHERE.values() for test in tests])
def test_what_is_held_elsewhere_is_there(test: str):
    path, name = test.split("::")

    assert name in {each.name for each in functions(TESTS / path)}
