"""What became of each test, from the session inside the machine to the one that wants to know.

`SHEET` in the shared folder is between the two.
"""

import json
import select
from functools import partial
from pathlib import Path

import pytest

from gate.clock import monotonic
from tests.kernel.machine import SHARED, Machine

SHEET = "reports"
PATIENCE = 3600.0
"""Seconds without a word after which the machine is given up; a test that hangs inside says so
before, when its own time-out has passed there."""


class Writer:
    """Plugin of the session inside: writes its reports down."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        data = self._config.hook.pytest_report_to_serializable(config=self._config, report=report)
        with (SHARED / SHEET).open("a", encoding="utf-8") as sheet:
            sheet.write(json.dumps(data) + "\n")


class Reader:
    """Reads the reports while the machine runs."""

    def __init__(self, config: pytest.Config, machine: Machine, shared: Path) -> None:
        self._config = config
        self._machine = machine
        self._sheet = shared / SHEET
        self._sheet.touch()
        self._read = 0
        self._reports: dict[str, list[pytest.TestReport]] = {}

    def of(self, item: pytest.Item) -> list[pytest.TestReport]:
        """Return all reports of a test; when the machine fails, one that says so."""
        deadline = monotonic() + PATIENCE
        while not self._is_over(item) and self._machine.runs and monotonic() < deadline:
            if self._take_in():
                deadline = monotonic() + PATIENCE
            select.select([], [], [], 0.1)
        self._take_in()
        if self._is_over(item):
            return self._reports.pop(item.nodeid)
        self._machine.stop()
        return [*self._reports.pop(item.nodeid, []), self._lost(item)]

    def _is_over(self, item: pytest.Item) -> bool:
        return any(report.when == "teardown" for report in self._reports.get(item.nodeid, []))

    def _take_in(self) -> bool:
        """Read on, up to the last full line; return whether there was any."""
        with self._sheet.open("rb") as sheet:
            sheet.seek(self._read)
            text, _, _ = sheet.read().rpartition(b"\n")
        for line in text.splitlines():
            report = self._config.hook.pytest_report_from_serializable(
                config=self._config, data=json.loads(line)
            )
            self._reports.setdefault(report.nodeid, []).append(report)
        self._read += len(text) + 1 if text else 0
        return bool(text)

    def _lost(self, item: pytest.Item) -> pytest.TestReport:
        complaint = f"no report from the machine; its console:\n{self._machine.console[-4000:]}"
        call = pytest.CallInfo.from_call(partial(pytest.fail, complaint, pytrace=False), "call")
        return pytest.TestReport.from_item_and_call(item, call)
