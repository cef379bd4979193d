"""The child process of an export: writes the list for a spreadsheet to standard output."""

import io
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from gate.registry import exports, spreadsheets
from gate.registry.database import engine
from gate.registry.exports import Words
from gate.registry.listing import Query
from gate.registry.views import Status

_COURTESY: Final = 10
"""A nice value: the controller comes first, also on one core."""


def main() -> None:
    """Do the task on standard input: database, zone, words, kind, text, opd, status, wall."""
    task = json.loads(sys.stdin.readline())
    os.nice(_COURTESY)
    words, status = Words(task["words"]), task["status"]
    query = Query(task["text"], task["opd"] or None, Status(status) if status else None)
    database = engine(Path(task["database"]))
    rows = exports.rows(database, ZoneInfo(task["zone"]), words, query, task["wall"])
    titles = exports.headings(words)
    out = sys.stdout.buffer
    if task["kind"] == "csv":
        with io.TextIOWrapper(out, encoding="utf-8-sig", newline="") as text:
            spreadsheets.write_csv(text, titles, rows)
    else:
        with tempfile.TemporaryDirectory(dir=task["place"]) as directory:
            path = Path(directory) / "kendaraan.xlsx"
            spreadsheets.write(path, titles, rows)
            with path.open("rb") as file:
                shutil.copyfileobj(file, out)
    database.dispose()


if __name__ == "__main__":
    main()
