"""`gate web`: serves, ends open streams when told to stop, exits cleanly."""

import asyncio
import os
import re
import signal
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from gate.config.gate_toml import load
from gate.web import server
from tests.gate.web.site import EXAMPLE, PASSWORD, Site
from tests.ports import free_port
from tests.waiting import BOUND

GRACE = round(2 * BOUND)
"""Seconds for what is under way at a stop: more than a test waits for streams to end."""

START = f"""
import sys
from pathlib import Path
from gate.config.gate_toml import load
from gate.web.server import serve
serve(load(Path(sys.argv[1])), {GRACE})
"""


def config_of(site: Site, port: int, tls: str) -> str:
    """The example configuration with this site's directories and port."""
    above, _ = EXAMPLE.read_text().split("[web]")
    for key, path in (("data", site.config.data_dir), ("runtime", site.config.runtime_dir)):
        above = re.sub(rf"(?m)^{key} = .*$", f'{key} = "{path}"', above)
    return f'{above}[web]\nhost = "127.0.0.1"\nport = {port}\n{tls}\n'


@pytest.fixture
def configured(site: Site, tmp_path: Path) -> Callable[..., tuple[Path, str]]:
    """Write a configuration; returns it with the address it serves at."""

    def write(tls: str = "", scheme: str = "http") -> tuple[Path, str]:
        port, config = free_port(), tmp_path / "gate.toml"
        config.write_text(config_of(site, port, tls))
        return config, f"{scheme}://127.0.0.1:{port}"

    return write


async def until_answers(address: str, is_over: Callable[[], bool]) -> None:
    async with (
        asyncio.timeout(BOUND),
        httpx.AsyncClient(base_url=address, verify=False, timeout=BOUND) as client,  # noqa: S501 - our own
    ):
        while True:
            assert not is_over()
            try:
                await client.get("/login")
            except httpx.TransportError:
                await asyncio.sleep(0.05)
            else:
                return


@asynccontextmanager
async def serving(config: Path, address: str) -> AsyncIterator[asyncio.Task[None]]:
    """Serve in this process, until it gets a signal to stop."""
    task = asyncio.create_task(server._serve(load(config), GRACE))
    try:
        await until_answers(address, task.done)
        yield task
    finally:
        if not task.done():
            os.kill(os.getpid(), signal.SIGTERM)
        async with asyncio.timeout(BOUND):
            await task


async def streams_until(
    stop: Callable[[], None], end: Callable[[], Awaitable[object]], address: str
) -> None:
    """Follow a stream that ends, as all of it does, when it is told to stop."""
    async with httpx.AsyncClient(base_url=address, follow_redirects=True, timeout=BOUND) as client:
        word = (await client.get("/login")).text.split('name="csrf" value="')[1].split('"')[0]
        fields = {"csrf": word, "login": "slamet.r", "password": PASSWORD}
        assert (await client.post("/login", data=fields)).url.path == "/live"
        async with client.stream("GET", "/live/stream") as stream:
            lines = stream.aiter_lines()
            await anext(lines)
            stop()
            async with asyncio.timeout(BOUND):
                assert [line async for line in lines]
    async with asyncio.timeout(BOUND):
        await end()


async def test_at_sigterm_the_process_ends_open_streams_and_exits_cleanly(configured):
    config, address = configured()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", START, str(config), stderr=asyncio.subprocess.PIPE
    )
    try:
        await until_answers(address, lambda: process.returncode is not None)
        await streams_until(process.terminate, process.wait, address)
    finally:
        if process.returncode is None:
            process.kill()
    errors = await process.stderr.read()
    assert process.returncode == 0
    assert b"Traceback" not in errors


async def test_at_sigint_it_ends_open_streams_too(configured):
    config, address = configured()
    async with serving(config, address) as task:
        await streams_until(lambda: os.kill(os.getpid(), signal.SIGINT), lambda: task, address)


async def test_with_a_certificate_it_speaks_tls_only(configured, tmp_path: Path):
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(  # noqa: ASYNC221 - a moment of the test's own set-up
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-keyout", str(key), "-out", str(certificate), "-subj", "/CN=localhost"),
        ],
        check=True,
        capture_output=True,
    )
    config, address = configured(f'tls_cert = "{certificate}"\ntls_key = "{key}"', "https")

    trusted = ssl.create_default_context(cafile=str(certificate))
    trusted.check_hostname = False
    async with (
        serving(config, address),
        httpx.AsyncClient(base_url=address, verify=trusted, timeout=BOUND) as client,
    ):
        answer = await client.get("/login")

    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert "__Host-visit=" in answer.headers["set-cookie"]
    assert "server" not in answer.headers


async def test_metrics_are_served_on_an_address_of_their_own(configured):
    port = free_port()
    config, address = configured(f'metrics = "127.0.0.1:{port}"')
    async with serving(config, address), httpx.AsyncClient(timeout=BOUND) as client:
        await until_answers(f"http://127.0.0.1:{port}", lambda: False)
        answer = await client.get(f"http://127.0.0.1:{port}/metrics")
        assert "gate_controller_up 0.0" in answer.text
        assert (await client.get(f"{address}/metrics")).status_code == 404
