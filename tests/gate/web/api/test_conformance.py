"""The served API against its own description, by a program that wants it to fail."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
import uvicorn

from gate.web.app import create_app
from gate.web.server import Server
from tests.gate.web.api.programs import PREFIX, token_for
from tests.gate.web.site import Site
from tests.waiting import BOUND, wait_for

TOOL = Path(sys.executable).with_name("schemathesis")
SETTINGS = Path(__file__).with_name("schemathesis.toml")


@pytest.fixture
def address(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve the site as `gate web` does; whoever tries wrong tokens is not slowed down."""
    monkeypatch.setattr("gate.web.access.throttle.TRIES", 10**9)
    app = create_app(site.config, site.engine, site.clock, answer_within=BOUND)
    server = Server(uvicorn.Config(app, port=0, access_log=False, log_level="warning"))
    with site.controller.running(beating=False):
        thread = Thread(target=server.run)
        thread.start()
        wait_for(lambda: server.started or not thread.is_alive())
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}{PREFIX}"
        app.state.context.feed.close()
        server.should_exit = True
        thread.join(BOUND)
    assert not thread.is_alive()


@pytest.fixture
def attack(address: str, site: Site, tmp_path: Path) -> Callable[..., str]:
    """Run the program; its report when it found a failure, nothing when it did not."""

    def run(*options: str) -> str:
        command = [TOOL, "--config-file", SETTINGS, "run", f"{address}/openapi.json"]
        token = f"Authorization: Bearer {token_for(site)}"
        done = subprocess.run(
            [*command, "--header", token, "--seed", "1", "--no-color", *options],
            cwd=tmp_path,
            env=os.environ | {"HYPOTHESIS_STORAGE_DIRECTORY": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Tested: 50" in done.stdout, done.stdout + done.stderr
        assert "Authentication failed" not in done.stdout
        return done.stdout if done.returncode else ""

    return run


@pytest.mark.walk
def test_no_failure_is_found(attack):
    assert attack("--phases", "examples,fuzzing", "--max-examples", "5") == ""


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_no_failure_is_found_in_many_tries_and_in_sequences(attack):
    options = ("--phases", "examples,coverage,fuzzing,stateful", "--max-examples", "200")
    assert attack(*options) == ""
