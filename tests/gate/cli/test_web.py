import signal
import socket
import subprocess
from pathlib import Path

from tests.gate.cli.command import COMMAND
from tests.ports import free_port
from tests.waiting import BOUND, wait_for


def answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=BOUND).close()
    except OSError:
        return False
    return True


def test_web_serves_until_it_is_stopped(site: Path):
    port = free_port()
    site.write_text(site.read_text().replace("port = 8080", f"port = {port}"))

    with subprocess.Popen([COMMAND, "web", "-c", str(site)], stderr=subprocess.PIPE) as serving:
        wait_for(lambda: serving.poll() is not None or answers(port))
        assert serving.poll() is None, serving.stderr.read()
        serving.send_signal(signal.SIGTERM)

        assert serving.wait(BOUND) == 0
