import json
from pathlib import Path

import pytest

from gate.core.values.model import Instant
from gate.web.board.status import is_alive, read
from tests.gate.web.played_lanes import status

NOW = Instant(1002.0, 0.0, trusted=True)


def test_what_the_controller_wrote_is_read(tmp_path: Path):
    file = tmp_path / "status.json"
    file.write_text(json.dumps(status()))

    assert read(file) == status()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff\xfe"])
def test_what_is_no_status_is_none(tmp_path: Path, content: bytes):
    file = tmp_path / "status.json"
    file.write_bytes(content)

    assert read(file) is None
    assert read(tmp_path / "missing.json") is None


@pytest.mark.parametrize(
    ("found", "alive"),
    [
        (status(), True),
        (status(monotonic=999.0), True),
        (status(monotonic=998.9), False),
        (status(boot_id="boot-0"), False),
        (None, False),
    ],
)
def test_a_controller_is_alive_while_it_speaks_in_this_boot(found: object, alive: object):
    assert is_alive(found, "boot-1", NOW) is alive  # type: ignore[arg-type]
