"""Replacing several files atomically, also across a power cut.

A plan of all renamings is written beside one of the files before the first is renamed. After a
power cut there are all the old files or, once `finish` has run, all the new ones.
"""

import fcntl
import json
import os
import shutil
from pathlib import Path

from gate.errors import StoreError

Renaming = tuple[Path, Path]
"""Source and target. Done when the source is missing or the target exists."""


def plan(place: Path) -> Path:
    """Return the path of the plan beside the file at `place`."""
    return place.with_name(f".{place.name}.swap")


class Swap:
    """Replaces files and keeps the old ones with a suffix. StoreError names a file."""

    def __init__(self, place: Path, suffix: str) -> None:
        """Prepare a swap whose plan is written beside `place`."""
        self.kept: list[Path] = []
        self._place = place
        self._suffix = suffix
        self._renamings: list[Renaming] = []

    def put(
        self,
        new: Path,
        place: Path,
        mode: int,
        owner: tuple[int, int],
        beside: tuple[str, ...] = (),
    ) -> None:
        """Add a file and copy it to its folder; old files with the endings `beside` move, too.

        `owner` are user and group, which root sets.
        """
        kept = place.with_name(f"{place.name}.{self._suffix}")
        while kept.exists():  # from another swap within the same second
            kept = kept.with_name(f"{kept.name}+")
        if place.exists():
            self.kept.append(kept)
        for ending in ("", *beside):
            old = place.with_name(place.name + ending)
            if old.exists():
                self._renamings.append((old, kept.with_name(kept.name + ending)))
        self._renamings.append((_staged(new, place, mode, owner), place))

    def carry_out(self) -> None:
        """Rename all files, in the order they were added."""
        renamings = [[str(path.absolute()) for path in renaming] for renaming in self._renamings]
        plan_file = plan(self._place)
        part = plan_file.with_name(f"{plan_file.name}.part")
        try:
            with part.open("w", encoding="utf-8") as file:
                json.dump(renamings, file)
                file.flush()
                os.fsync(file.fileno())
            part.rename(plan_file)
            _sync(plan_file.parent)
        except OSError as error:
            raise StoreError(f"{plan_file}: {error.strerror}; nothing was changed") from error
        finish(self._place)


def finish(place: Path) -> bool:
    """Finish an interrupted swap; return whether there was one. StoreError when a rename fails.

    Waits for another process that does the same.
    """
    plan_file = plan(place)
    if not plan_file.exists():
        return False
    try:
        with plan_file.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if not plan_file.exists():  # the other process has finished it
                return False
            _rename_all([(Path(source), Path(target)) for source, target in json.load(file)])
            plan_file.unlink()
            _sync(plan_file.parent)
    except OSError as error:
        raise StoreError(
            f"{plan_file}: a restore was cut short and {error.filename} cannot be moved:"
            f" {error.strerror}; run: sudo gate restore --finish"
        ) from error
    return True


def _staged(new: Path, place: Path, mode: int, owner: tuple[int, int]) -> Path:
    """Copy a file durably beside its place, under a hidden name; return the copy."""
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.with_name(f".{place.name}.new")
    beside.unlink(missing_ok=True)
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as target, new.open("rb") as source:
        shutil.copyfileobj(source, target)
        target.flush()
        os.fchmod(descriptor, mode)
        if os.geteuid() == 0:
            os.chown(beside, *owner)
        os.fsync(descriptor)
    return beside


def _rename_all(renamings: list[Renaming]) -> None:
    for source, target in renamings:
        if source.exists() and not target.exists():
            source.rename(target)
    for folder in {path.parent for renaming in renamings for path in renaming}:
        _sync(folder)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
