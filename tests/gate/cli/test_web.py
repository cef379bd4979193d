import signal
import socket
import subprocess
from pathlib import Path

from gate.clock import monotonic
from tests.gate.cli.command import COMMAND, PATIENCE


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def test_web_serves_until_it_is_stopped(site: Path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    site.write_text(site.read_text().replace("port = 8080", f"port = {port}"))

    with subprocess.Popen([COMMAND, "web", "-c", str(site)], stderr=subprocess.PIPE) as serving:
        deadline = monotonic() + PATIENCE
        while not answers(port):
            assert serving.poll() is None, serving.stderr.read()
            assert monotonic() < deadline
        serving.send_signal(signal.SIGTERM)

        assert serving.wait(PATIENCE) == 0
