"""The file of a backup: a zipped tar that begins with its manifest, sealed or not.

manifest.json   what the backup is, with size and SHA-256 of every further file
gate.db, gate.toml, pins.txt, files/<key of gate.toml>
"""

import gzip
import hashlib
import io
import json
import os
import tarfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, BinaryIO, Final, cast

from gate.errors import ConfigError, StoreError
from gate.store.sealing import MAGIC, SealedReader, SealingWriter

FORMAT: Final = 1

OnRead = Callable[[int], None]
"""Called with the number of bytes read of a file."""

_MANIFEST: Final = "manifest.json"
_MODE: Final = 0o600  # it holds keys and personal data
_MAX_MANIFEST: Final = 1_000_000
_CHUNK: Final = 1 << 20
_SIGNATURES: Final = (MAGIC, b"\x1f\x8b")  # sealed; zipped
_NONE: Final = "it is no backup of a gate; name a file that `gate backup` made"
_LEVEL: Final = 3  # of zip: most of the gain, little of the time


@dataclass(frozen=True, slots=True)
class Content:
    """One file of a backup. `group` is the name of the group that owns it on the system."""

    size: int
    sha256: str
    mode: int
    group: str

    @classmethod
    def of(cls, path: Path) -> "Content":
        """Describe a file; OSError when it cannot be read."""
        status = path.stat()
        with path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return cls(status.st_size, sha256, status.st_mode & 0o777, path.group())


@dataclass(frozen=True, slots=True)
class Manifest:
    """The description in a backup. `head` is the journal's newest row, None where it is empty."""

    gate_id: str
    version: str
    schema: str
    made_at: float
    clock_trusted: bool
    head: Mapping[str, str | int] | None
    files: Mapping[str, Content]


def is_sealed(source: Path) -> bool:
    """Return whether a backup needs a passphrase; StoreError when it cannot be read."""
    with _explained(source), source.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def _has_signature(source: Path) -> bool:
    with _explained(source), source.open("rb") as file:
        return file.read(len(MAGIC)).startswith(_SIGNATURES)


def write(
    target: Path,
    manifest: Manifest,
    members: Mapping[str, Path],
    passphrase: bytes | None,
    on_read: OnRead = lambda _done: None,
) -> None:
    """Write a backup, whole or not at all. StoreError when it cannot be written."""
    part = target.with_name(f".{target.name}.part")
    try:
        with _explained(target):
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE)
            with os.fdopen(descriptor, "wb") as file:
                _fill(file, manifest, members, passphrase, on_read)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def unpack(source: Path, folder: Path, passphrase: bytes | None) -> Manifest:
    """Unpack a backup into an empty folder, names as in its manifest, and check every byte.

    ConfigError when it is no backup, or sealed and there is no passphrase; StoreError when it is
    damaged.
    """
    if not _has_signature(source):
        raise ConfigError(f"{source}: {_NONE}")
    if is_sealed(source) and passphrase is None:
        raise ConfigError(f"{source}: it is sealed; pass --passphrase-file")
    with _explained(source), source.open("rb") as raw:
        plain = raw if passphrase is None or not is_sealed(source) else _unsealed(raw, passphrase)
        with gzip.GzipFile(fileobj=plain, mode="rb") as unzipped:
            with tarfile.open(fileobj=cast("IO[bytes]", unzipped), mode="r|") as tar:
                members = _members(tar)
                manifest = _read_manifest(members)
                names = [_extract(name, file, folder, manifest) for name, file in members]
            while unzipped.read(_CHUNK):  # to the checksum at the end
                pass
        missing = manifest.files.keys() - set(names)
        if missing:
            raise StoreError(f"{', '.join(sorted(missing))} is missing")
    return manifest


def _unsealed(raw: BinaryIO, passphrase: bytes) -> BinaryIO:
    return cast("BinaryIO", io.BufferedReader(SealedReader(raw, passphrase)))


def _fill(
    file: BinaryIO,
    manifest: Manifest,
    members: Mapping[str, Path],
    passphrase: bytes | None,
    on_read: OnRead,
) -> None:
    sealed = None if passphrase is None else SealingWriter(file, passphrase)
    out = file if sealed is None else cast("BinaryIO", sealed)
    zipped = gzip.GzipFile(filename="", fileobj=out, mode="wb", compresslevel=_LEVEL)
    with zipped, tarfile.open(fileobj=zipped, mode="w|") as tar:
        text = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1).encode()
        _add(tar, _MANIFEST, io.BytesIO(text), len(text))
        for name, path in members.items():
            with path.open("rb") as content:
                _add(tar, name, _Counted(content, on_read), manifest.files[name].size)
    if sealed is not None:
        sealed.close()


class _Counted:
    """A file that calls `on_read` after every read."""

    def __init__(self, file: IO[bytes], on_read: OnRead) -> None:
        self._file = file
        self._on_read = on_read

    def read(self, size: int) -> bytes:
        piece = self._file.read(size)
        self._on_read(self._file.tell())
        return piece


def _add(tar: tarfile.TarFile, name: str, content: "IO[bytes] | _Counted", size: int) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = size, _MODE
    tar.addfile(entry, cast("IO[bytes]", content))


def _members(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    for entry in tar:
        content = tar.extractfile(entry) if entry.isreg() else None
        if content is None:
            raise StoreError(f"{entry.name} does not belong in a backup")
        yield entry.name, content


def _read_manifest(members: Iterator[tuple[str, IO[bytes]]]) -> Manifest:
    name, file = next(members, ("", io.BytesIO()))
    if name != _MANIFEST:
        raise ConfigError(_NONE)
    fields = json.loads(file.read(_MAX_MANIFEST))
    if fields.pop("format") != FORMAT:
        raise StoreError("a newer version of the gate made it; install that version")
    files = {name: Content(**content) for name, content in fields.pop("files").items()}
    return Manifest(**fields, files=files)


def _extract(name: str, file: IO[bytes], folder: Path, manifest: Manifest) -> str:
    """Write one member to its file and check it against the manifest."""
    expected = manifest.files.get(name)
    if expected is None:
        raise StoreError(f"{name} does not stand in its manifest")
    target = folder / name
    if not target.resolve().is_relative_to(folder.resolve()):
        raise StoreError(f"{name} points out of the backup")
    target.parent.mkdir(exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with target.open("wb") as out:
        while piece := file.read(_CHUNK):
            digest.update(piece)
            size += out.write(piece)
    if (size, digest.hexdigest()) != (expected.size, expected.sha256):
        raise StoreError(f"{name} is not as it was saved")
    return name


@contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Raise errors of reading or writing as StoreError or ConfigError that name the file."""
    try:
        yield
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error
    except StoreError as error:
        raise StoreError(f"{path}: {error}; take another backup") from error
    except (tarfile.TarError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path}: damaged ({error}); take another backup") from error
    except OSError as error:
        what = error.strerror or str(error)
        raise StoreError(f"{path}: {what}; check the file and its disk") from error
