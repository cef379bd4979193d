"""Runs the core's tests against every mutant: which faults would nobody notice?

All is collected once; each mutant lives in a fork of its own, where the code objects of the mutated
module are exchanged in place. Only tests that reach the changed function are run, quickest first,
until one fails. Called by `test_campaign.py`, or by hand:

    python tests/mutants/campaign.py [--only TEXT] [--tests PATH ...] [--part K/N] [--report FILE]
"""

import argparse
import gc
import json
import os
import resource
import signal
import sys
import time
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from itertools import accumulate, islice
from pathlib import Path
from types import CodeType, FunctionType, ModuleType

import coverage
import pytest
from _pytest.runner import runtestprotocol

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
MODULES = tuple(
    f"gate.core.barrier.{path.stem}"
    for path in sorted((ROOT / "gate/core/barrier").glob("[!_]*.py"))
    if path.stem != "debounce"
)
TESTS = ("tests/gate/core", "tests/stories")
QUICK = "not walk and not long"
"""The tests in use: what only a walk through all situations would notice counts as missed."""
MEASURED = {"data_file": None, "config_file": False, "include": [str(ROOT / "gate/core/*")]}
MOST_CPU = 120
"""Seconds of processor time a mutant may use, before it counts as running for ever."""

SURVIVED, KILLED = 0, 1


def _sibling(name: str) -> ModuleType:
    loader = SourceFileLoader(name, str(HERE / f"{name}.py"))
    module = module_from_spec(spec_from_loader(name, loader))
    sys.modules[name] = module
    loader.exec_module(module)
    return module


mutations = _sibling("mutations")


@dataclass(slots=True)
class Campaign:
    """A pytest plugin: instead of running the tests once, tries every mutant on them."""

    only: str
    part: tuple[int, int]
    budget: float
    report: Path | None
    seconds: dict[str, float] = field(default_factory=dict)
    reached: coverage.Coverage = field(default_factory=lambda: coverage.Coverage(**MEASURED))
    outcomes: dict[str, str] = field(default_factory=dict)
    lines: dict[str, Mapping[int, Sequence[str]]] = field(default_factory=dict)

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run everything once to see what it reaches, then every mutant."""
        for module in MODULES:
            import_module(module)
        self.reached.start()
        items = [item for item in session.items if self._passes(item)]
        self.reached.stop()
        gc.freeze()
        for module in MODULES:
            for mutant in self._of(module):
                if mutant.name not in self.outcomes:
                    self.outcomes[mutant.name] = self._try(module, mutant, items)
                    self._say(mutant.name)
        return True

    def _say(self, name: str) -> None:
        print(f"{self.outcomes[name]:9} {name}", flush=True)  # noqa: T201
        if self.report is not None:
            self.report.write_text(json.dumps(self.outcomes, indent=1, sort_keys=True))

    def _passes(self, item: pytest.Item) -> bool:
        """Run a test on the sound code, noting which lines of the core it reaches."""
        self.reached.switch_context(item.nodeid)
        began = time.process_time()
        passed = run(item)
        self.seconds[item.nodeid] = time.process_time() - began
        if not passed:
            print(f"left out, it fails by itself: {item.nodeid}", flush=True)  # noqa: T201
        return passed

    def _of(self, module: str) -> Iterator[object]:
        number, parts = self.part
        path = Path(sys.modules[module].__file__)
        found = mutations.mutants(path.read_text(), module.rpartition(".")[2], self.only)
        return islice(found, number, None, parts)

    def _reaching(
        self, path: str, mutant: object, items: Sequence[pytest.Item]
    ) -> list[pytest.Item]:
        """The tests that reach the fault, quickest first; what a module holds, any may use."""
        if path not in self.lines:
            self.lines[path] = self.reached.get_data().contexts_by_lineno(path)
        contexts = self.lines[path]
        touching = {test for line in mutant.lines for test in contexts.get(line, ())}
        use = [item for item in items if item.nodeid in touching or not mutant.inside]
        use.sort(key=lambda item: (item.nodeid not in touching, self.seconds[item.nodeid]))
        spent = list(accumulate(self.seconds[item.nodeid] for item in use))
        return use[: bisect_right(spent, self.budget)]

    def _try(self, module: str, mutant: object, items: Sequence[pytest.Item]) -> str:
        reaching = self._reaching(sys.modules[module].__file__, mutant, items)
        child = os.fork()
        if child == 0:
            _silence()
            os._exit(_tested(module, mutant, reaching))
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            return "endless" if os.WTERMSIG(status) == signal.SIGXCPU else "crashed"
        return {SURVIVED: "SURVIVED", KILLED: "killed"}.get(os.waitstatus_to_exitcode(status), "?")


def run(item: pytest.Item) -> bool:
    """Run one test with all its fixtures, saying nothing."""
    return all(not r.failed for r in runtestprotocol(item, log=False, nextitem=None))


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


def _tested(module: str, mutant: object, items: Sequence[pytest.Item]) -> int:
    """Plant the fault here and run the tests until one fails. Runs in the fork, which then ends."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_CPU, MOST_CPU + 10))
    try:
        plant(sys.modules[module], compile(mutant.tree, sys.modules[module].__file__, "exec"))
    except Exception:  # noqa: BLE001 - a module that cannot even be loaded is noticed by any test
        return KILLED
    return SURVIVED if all(run(item) for item in items) else KILLED


def plant(module: ModuleType, code: CodeType) -> None:
    """Make a module behave as the changed source says, for all that have imported from it."""
    fresh = ModuleType(module.__name__)
    fresh.__dict__.update(__name__=module.__name__, __file__=module.__file__)
    exec(code, fresh.__dict__)  # noqa: S102 - our own source, one word changed
    for name, old in list(vars(module).items()):
        new = vars(fresh).get(name)
        if isinstance(old, FunctionType) and old.__module__ == module.__name__:
            old.__code__ = new.__code__
        elif isinstance(old, type) and old.__module__ == module.__name__:
            _exchange(old, new)
        elif not name.startswith("__") and isinstance(old, tuple | frozenset | Mapping | set):
            _everywhere(old, new)
    table = "gate.core.barrier.table"
    if module.__name__ != table:  # its rows hold functions that the changed source made
        source = Path(sys.modules[table].__file__)
        plant(sys.modules[table], compile(source.read_text(), str(source), "exec"))


def _exchange(old: type, new: type) -> None:
    for name, was in list(vars(old).items()):
        now = vars(new).get(name)
        getter, changed = getattr(was, "fget", was), getattr(now, "fget", now)
        if isinstance(getter, FunctionType):
            getter.__code__ = changed.__code__


def _everywhere(old: object, new: object) -> None:
    """Replace a constant wherever it was imported."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("gate.core", "tests.", "barrier_", "test_")):
            for key, value in list(vars(module).items()):
                if value is old:
                    setattr(module, key, new)


def main() -> int:
    """Try the mutants; exit 0 when the report is written, whatever it says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="mutants whose name holds this text")
    parser.add_argument("--tests", nargs="+", default=TESTS, help="where the tests are")
    parser.add_argument("--part", default="0/1", help="the K-th of N parts, from 0")
    parser.add_argument("--budget", type=float, default=900.0, help="seconds per mutant")
    parser.add_argument(
        "--report", type=Path, help="where the outcomes go, as JSON; known ones are kept"
    )
    asked = parser.parse_args()
    number, parts = map(int, asked.part.split("/"))
    campaign = Campaign(asked.only, (number, parts), asked.budget, asked.report)
    if asked.report is not None and asked.report.exists():
        campaign.outcomes = json.loads(asked.report.read_text())
    os.chdir(ROOT)
    quiet = [
        "-q",
        "-m",
        QUICK,
        "-p",
        "no:cacheprovider",
        "-p",
        "no:xdist",
        "--timeout=0",
        "--no-header",
    ]
    code = pytest.main([*quiet, *asked.tests], plugins=[campaign])
    survivors = sum(outcome == "SURVIVED" for outcome in campaign.outcomes.values())
    print(f"{len(campaign.outcomes)} mutants, {survivors} survived")  # noqa: T201
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
