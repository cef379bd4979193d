"""Files named on the command line: a name that cannot be meant is misuse, not a fault."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gate.errors import ConfigError


def to_read(file: Path) -> Path:
    """Return a file that is there; ConfigError names what is wrong with its name."""
    with _looking(file):
        if file.is_dir():
            raise ConfigError(f"{file}: this is a folder; name the file in it")
        if not file.exists():
            raise ConfigError(f"{file}: there is no such file; look at its name and folder")
    return file


def to_write(file: Path) -> Path:
    """Return a file that may be made; ConfigError names what is wrong with its name."""
    with _looking(file):
        if file.is_dir():
            raise ConfigError(f"{file}: this is a folder; name a file in it")
        if not file.parent.is_dir():
            raise ConfigError(f"{file}: there is no folder {file.parent}; make it, or name another")
    return file


@contextmanager
def _looking(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}; use sudo, or name another file") from error
