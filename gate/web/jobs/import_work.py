"""The child process of an import: reads the file, says what it would do, or does it.

It runs with less right to the processor than the pages and the controller. SIGTERM stops it between
two batches; once it takes the list over, which is one short step, it ends that step and says so.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any, Final

from gate.errors import GateError, StoreError
from gate.registry import spreadsheets
from gate.registry.database import engine
from gate.registry.vehicle_import import importing as imports
from gate.registry.vehicle_import.file import ImportFile, ImportFileError
from gate.registry.vehicle_import.importing import ImportReport
from gate.registry.vehicle_import.plan import Result
from gate.web.jobs.bulk import PROBLEMS, UPLOADED, End, Task, kept, unpacked
from gate.words.language import Language
from gate.words.vehicles import problem_in_words

_COURTESY: Final = 10
"""A nice value: the controller comes first, also on one core."""


class Stopped(Exception):  # noqa: N818 - reads as what it is
    """Somebody wants the import no more."""


class Work:
    """One task. `stopping` is looked at after every batch."""

    def __init__(self, task: Task) -> None:
        self.stopping = False
        self._task = task

    def run(self) -> None:
        """Do the task and say how it ended, whatever happens short of a mistake of ours."""
        try:
            _say(self._read() if self._task.author is None else self._import())
        except Stopped:
            _say({"end": End.STOPPED})
        except ImportFileError as error:
            _say({"end": End.UNREADABLE, "fault": error.fault, "params": error.params})
        except StoreError as error:
            print(error, file=sys.stderr)  # noqa: T201 - into the log of the pages
            _say({"end": End.BUSY if self._task.author else End.FAILED})

    def _file(self) -> ImportFile:
        task = self._task
        return ImportFile.read(task.name, (task.place / UPLOADED).read_bytes())

    def _read(self) -> dict[str, Any]:
        file, task = self._file(), self._task
        with ExitStack() as stack:
            database = engine(task.place.__class__(task.database))
            stack.callback(database.dispose)
            report = imports.rehearse(
                database, file, zone=task.timezone, progress=self._progress, lanes=task.lanes
            )
        self._keep(file, report)
        told = {"unused": file.unused, "guessed": file.guessed}
        return {"end": End.READ, "counts": report.counts, **told}

    def _import(self) -> dict[str, Any]:
        task = self._task
        author = unpacked(task.author or {})
        wrong = {json.loads(line)[0] for line in _lines(task, Result.WRONG)}
        file = self._file().without(wrong)
        with ExitStack() as stack:
            database = engine(task.place.__class__(task.database))
            stack.callback(database.dispose)
            report = imports.import_vehicles(
                database,
                file,
                author=author,
                zone=task.timezone,
                progress=self._progress,
                lanes=task.lanes,
            )
            try:
                imports.tell_journal(database, author.gate_id, _tell)
            except StoreError as error:
                print(error, file=sys.stderr)  # noqa: T201 - the controller journals the rest
        if report.wrong:
            return {"end": End.CHANGED}
        return {"end": End.IMPORTED, "counts": report.counts | {Result.WRONG: len(wrong)}}

    def _progress(self, done: int, most: int) -> None:
        if self.stopping:
            raise Stopped
        _tell(done, most)

    def _keep(self, file: ImportFile, report: ImportReport) -> None:
        """Write what becomes of the rows, a file for each result; those to put right once more."""
        place = self._task.place
        with ExitStack() as stack:
            files = {
                result: stack.enter_context((place / result).open("w", encoding="utf-8"))
                for result in Result
            }
            for outcome in report.outcomes:
                files[outcome.result].write(kept(outcome) + "\n")
        if report.wrong:
            self._write_problems(file, report)

    def _write_problems(self, file: ImportFile, report: ImportReport) -> None:
        say = Language(self._task.language, self._task.timezone)
        titles = [say.say("Baris"), *file.headings.values(), say.say("Yang perlu diperbaiki")]
        wrong = {each.number: each for each in report.wrong}

        def rows() -> Iterator[list[str]]:
            for row in file.rows():
                if row.number not in wrong:
                    continue
                cure = "; ".join(
                    f"{file.headings.get(name, say.say('Baris'))}: {problem_in_words(found, say)}"
                    for name, found in wrong[row.number].problems.items()
                )
                yield [str(row.number), *(row.cells.get(name, "") for name in file.headings), cure]

        spreadsheets.write(self._task.place / PROBLEMS, titles, rows())


def main() -> None:
    """Do the task on standard input."""
    work = Work(Task.read(sys.stdin.readline()))
    signal.signal(signal.SIGTERM, lambda *_: setattr(work, "stopping", True))
    os.nice(_COURTESY)
    try:
        work.run()
    except (GateError, OSError, MemoryError) as error:
        print(f"import: {error}", file=sys.stderr)  # noqa: T201 - into the log of the pages
        _say({"end": End.FAILED})


def _lines(task: Task, result: Result) -> list[str]:
    return (task.place / result).read_text(encoding="utf-8").splitlines()


def _tell(done: int, most: int) -> None:
    _say({"done": done, "most": most})


def _say(what: dict[str, Any]) -> None:
    print(json.dumps(what), flush=True)  # noqa: T201 - to the process that started this one


if __name__ == "__main__":
    main()
