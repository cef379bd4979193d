"""The session outside the machine: it boots one for all tests here and gets their reports."""

import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from gate.registry import migrate
from tests.kernel.machine import EMPTY_DATABASE, INSIDE, Machine, is_built, unable
from tests.kernel.reports import Reader

HERE = Path(__file__).parent
PLUGINS = ("pytest_asyncio.plugin", "pytest_timeout")


class Outside:
    """The plugin of that session."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._reader: Reader | None = None
        self._figures: list[tuple[str, object]] = []
        self._obstacle = _obstacle()

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        for item in filter(_is_ours, items):
            item.add_marker(pytest.mark.timeout(0))  # the session inside has its eye on it
            if self._obstacle is not None:
                item.add_marker(pytest.mark.skip(reason=f"NOT TESTED: {self._obstacle}"))

    def pytest_runtest_protocol(self, item: pytest.Item) -> object:
        if self._obstacle is not None or not _is_ours(item) or not is_built():
            return None
        if self._reader is None:
            self._reader = self._boot(
                [each.nodeid for each in item.session.items if _is_ours(each)]
            )
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        for report in self._reader.of(item):
            item.ihook.pytest_runtest_logreport(report=report)
            if report.when == "call":
                self._figures += report.user_properties
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if _is_ours(item):  # so there was no machine to run it in
            pytest.fail("there is no kernel with pins yet: run tests/kernel/build", pytrace=False)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self._figures:
            terminalreporter.section("measured in the machine, a nanosecond an instruction")
            for name, figure in self._figures:
                terminalreporter.line(f"{name}: {figure}")

    def _boot(self, tests: list[str]) -> Reader:
        folder = TemporaryDirectory(prefix="gate-pins-")
        self._config.add_cleanup(folder.cleanup)
        shared = Path(folder.name)
        migrate.upgrade(shared / EMPTY_DATABASE)
        machine = Machine(shared)
        self._config.add_cleanup(machine.stop)
        reader = Reader(self._config, machine, shared)
        session = ["-m", "pytest", "-p", "no:cacheprovider"]
        session.append(f"--confcutdir={HERE}")  # what the other tests share takes long to load
        for plugin in PLUGINS:
            session += ["-p", plugin]
        machine.start(
            [sys.executable, *session, *tests],
            **{INSIDE: "yes", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        )
        return reader


def _is_ours(item: pytest.Item) -> bool:
    return item.path.is_relative_to(HERE)


def _obstacle() -> str | None:
    """Why the tests cannot run here, if so."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return "one machine for all of them; run tests/kernel without -n"
    return unable()
