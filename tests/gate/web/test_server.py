"""`gate web` as a process: serves, ends open streams at SIGTERM, exits cleanly."""

import asyncio
import re
import signal
import ssl
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.gate.web.site import EXAMPLE, PASSWORD, Site

START = """
import sys
from pathlib import Path
from gate.config import load
from gate.web.server import serve
serve(load(Path(sys.argv[1])))
"""


def config_of(site: Site, port: int, tls: str) -> str:
    """The example configuration with this site's directories and port."""
    above, _ = EXAMPLE.read_text().split("[web]")
    for key, path in (("data", site.config.data_dir), ("runtime", site.config.runtime_dir)):
        above = re.sub(rf"(?m)^{key} = .*$", f'{key} = "{path}"', above)
    return f'{above}[web]\nhost = "127.0.0.1"\nport = {port}\n{tls}\n'


@pytest.fixture
async def start(site: Site, tmp_path: Path, unused_tcp_port: int):
    """Start the process; returns it with its port."""
    started = []

    async def start_(tls: str = "", scheme: str = "http") -> tuple[asyncio.subprocess.Process, str]:
        config = tmp_path / "gate.toml"
        config.write_text(config_of(site, unused_tcp_port, tls))
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-c", START, str(config), stderr=asyncio.subprocess.PIPE
        )
        started.append(process)
        address = f"{scheme}://127.0.0.1:{unused_tcp_port}"
        await until_answers(process, address)
        return process, address

    yield start_
    for process in started:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def until_answers(process: asyncio.subprocess.Process, address: str) -> None:
    async with httpx.AsyncClient(base_url=address, verify=False) as client:  # noqa: S501 - our own
        answers = []

        async def ask() -> None:
            while not answers and process.returncode is None:
                try:
                    answers.append(await client.get("/login"))
                except httpx.HTTPError:
                    await asyncio.sleep(0.05)

        async with asyncio.timeout(30):
            await ask()
    assert answers, (await process.communicate())[1].decode()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_it_ends_open_streams_and_exits_cleanly(start, number: signal.Signals):
    process, address = await start()
    async with httpx.AsyncClient(base_url=address, follow_redirects=True) as client:
        word = (await client.get("/login")).text.split('name="csrf" value="')[1].split('"')[0]
        fields = {"csrf": word, "login": "slamet.r", "password": PASSWORD}
        assert (await client.post("/login", data=fields)).url.path == "/live"
        async with client.stream("GET", "/live/stream") as stream:
            lines = stream.aiter_lines()
            await anext(lines)
            process.send_signal(number)
            async with asyncio.timeout(10):
                assert [line async for line in lines]

    async with asyncio.timeout(10):
        _, errors = await process.communicate()
    assert process.returncode == 0
    assert b"Traceback" not in errors


async def test_with_a_certificate_it_speaks_tls_only(start, tmp_path: Path):
    certificate, key = tmp_path / "cert.pem", tmp_path / "key.pem"
    subprocess.run(  # noqa: ASYNC221 - a moment of the test's own set-up
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-keyout", str(key), "-out", str(certificate), "-subj", "/CN=localhost"),
        ],
        check=True,
        capture_output=True,
    )
    _, address = await start(f'tls_cert = "{certificate}"\ntls_key = "{key}"', "https")

    trusted = ssl.create_default_context(cafile=str(certificate))
    trusted.check_hostname = False
    async with httpx.AsyncClient(base_url=address, verify=trusted) as client:
        answer = await client.get("/login")

    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert "__Host-visit=" in answer.headers["set-cookie"]
    assert "server" not in answer.headers


async def test_metrics_are_served_on_an_address_of_their_own(start, unused_tcp_port_factory):
    port = unused_tcp_port_factory()
    process, address = await start(f'metrics = "127.0.0.1:{port}"')
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"http://127.0.0.1:{port}/metrics")
        assert "gate_controller_up 0.0" in answer.text
        assert (await client.get(f"{address}/metrics")).status_code == 404

    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(10):
        await process.communicate()
    assert process.returncode == 0
