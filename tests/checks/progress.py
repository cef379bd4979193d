"""A pytest plugin: writes each test's end as a line of JSON to the file `CHECKS_PROGRESS` names."""

import json
import os
from pathlib import Path
from typing import TextIO

import pytest

MESSAGE_LENGTH = 600
"""Characters of a failure's message that are shown; the step's log has all of it."""


class Progress:
    """Tells the number of tests, then one line for each that has ended."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._failed: set[str] = set()
        self._total = 0

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        if session.items:
            self._tell(total=len(session.items))

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        if len(ids) != self._total:
            self._total = len(ids)
            self._tell(total=self._total)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and report.nodeid not in self._failed:
            self._failed.add(report.nodeid)
            place, message = _crash(report)
            self._tell(
                test=report.nodeid,
                outcome="failed",
                seconds=report.duration,
                place=place,
                message=message,
                pictures=[text for name, text in report.sections if name == "picture"],
            )
        elif report.when == "call" or report.skipped:
            self._tell(test=report.nodeid, outcome=report.outcome, seconds=report.duration)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._tell(
                test=report.nodeid,
                outcome="failed",
                seconds=0.0,
                place=report.nodeid,
                message=report.longreprtext[-MESSAGE_LENGTH:],
            )

    def _tell(self, **told: object) -> None:
        self._file.write(f"{json.dumps(told)}\n")
        self._file.flush()


def _crash(report: pytest.TestReport) -> tuple[str, str]:
    """Return where a test failed and with which words."""
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is None:
        return report.nodeid, report.longreprtext[:MESSAGE_LENGTH]
    return f"{os.path.relpath(crash.path)}:{crash.lineno}", crash.message[:MESSAGE_LENGTH]


def pytest_configure(config: pytest.Config) -> None:
    """Begin where the test command asks for it; its workers say nothing themselves."""
    path = os.environ.get("CHECKS_PROGRESS")
    if path and not hasattr(config, "workerinput"):
        file = Path(path).open("a", encoding="utf-8")  # noqa: SIM115 - closed with the session
        config.add_cleanup(file.close)
        config.pluginmanager.register(Progress(file))
