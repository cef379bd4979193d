"""Putting several files in place as one, whenever the power goes.

What is to be renamed is written down beside one of the files before the first of them moves; after
a power cut there are all the old ones or, once `finish` has run, all the new ones.
"""

import fcntl
import json
import os
import shutil
from pathlib import Path

from gate.errors import StoreError

Renaming = tuple[Path, Path]
"""From where to where. Done when nothing is at the one, or something at the other."""


def plan(place: Path) -> Path:
    """Return where it is written down what moves together with the file at `place`."""
    return place.with_name(f".{place.name}.swap")


class Swap:
    """New files for old ones, which are kept under the suffix `aside`. StoreError names a file."""

    def __init__(self, place: Path, aside: str) -> None:
        """Write down beside `place` what moves, once it moves."""
        self.kept: list[Path] = []
        self._place = place
        self._aside = aside
        self._renamings: list[Renaming] = []

    def put(
        self,
        new: Path,
        place: Path,
        mode: int,
        owner: tuple[int, int],
        beside: tuple[str, ...] = (),
    ) -> None:
        """Add a file, brought to its place's folder now. With the old one go those `beside` it.

        `owner` are user and group, heeded when root does it.
        """
        kept = place.with_name(f"{place.name}.{self._aside}")
        while kept.exists():  # of another swap within the same second
            kept = kept.with_name(f"{kept.name}+")
        if place.exists():
            self.kept.append(kept)
        for suffix in ("", *beside):
            old = place.with_name(place.name + suffix)
            if old.exists():
                self._renamings.append((old, kept.with_name(kept.name + suffix)))
        self._renamings.append((_staged(new, place, mode, owner), place))

    def carry_out(self) -> None:
        """Rename all, in the order they were added."""
        told = [[str(path.absolute()) for path in renaming] for renaming in self._renamings]
        written = plan(self._place)
        part = written.with_name(f"{written.name}.part")
        try:
            with part.open("w", encoding="utf-8") as file:
                json.dump(told, file)
                file.flush()
                os.fsync(file.fileno())
            part.rename(written)
            _sync(written.parent)
        except OSError as error:
            raise StoreError(f"{written}: {error.strerror}; nothing was changed") from error
        finish(self._place)


def finish(place: Path) -> bool:
    """Do what is left of a swap; return whether there was one. StoreError when it cannot be done.

    Waits for another process that is at it.
    """
    written = plan(place)
    if not written.exists():
        return False
    try:
        with written.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if not written.exists():  # whom we waited for has done it
                return False
            _rename_all([(Path(source), Path(target)) for source, target in json.load(file)])
            written.unlink()
            _sync(written.parent)
    except OSError as error:
        raise StoreError(
            f"{written}: a restore was cut short and {error.filename} cannot be moved:"
            f" {error.strerror}; run: sudo gate restore --finish"
        ) from error
    return True


def _staged(new: Path, place: Path, mode: int, owner: tuple[int, int]) -> Path:
    """Bring a file, whole and durable, beside its place; nobody takes it for the real one yet."""
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
