import secrets
from contextlib import closing

import pytest

from gate.controller.systemd import Notifier
from tests.gate.systemd_socket import SystemdSocket


def test_it_says_ready_alive_and_stopping(systemd: SystemdSocket):
    with closing(Notifier(systemd.address)) as notifier:
        notifier.ready()
        notifier.alive()
        notifier.stopping()

    assert systemd.told() == [b"READY=1", b"WATCHDOG=1", b"STOPPING=1"]


def test_the_address_comes_from_the_environment(systemd: SystemdSocket, monkeypatch):
    monkeypatch.setenv("NOTIFY_SOCKET", systemd.address)
    with closing(Notifier()) as notifier:
        notifier.ready()

    assert systemd.told() == [b"READY=1"]


def test_an_address_without_a_file_begins_with_an_at_sign():
    with closing(SystemdSocket(f"@gate-test-{secrets.token_hex(8)}")) as systemd:
        with closing(Notifier(systemd.address)) as notifier:
            notifier.ready()

        assert systemd.told() == [b"READY=1"]


def test_a_slow_start_asks_for_patience(systemd: SystemdSocket):
    with closing(Notifier(systemd.address)) as notifier:
        notifier.patience(900)

        assert systemd.told() == [b"EXTEND_TIMEOUT_USEC=900000000"]


def test_without_systemd_it_is_silent(monkeypatch):
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    notifier = Notifier()
    notifier.ready()
    notifier.close()


def test_a_listener_that_is_gone_or_does_not_listen_harms_nobody(systemd: SystemdSocket):
    with closing(Notifier(systemd.address)) as notifier:
        for _ in range(10_000):  # more than the socket takes
            notifier.alive()
        systemd.close()
        notifier.alive()


@pytest.mark.parametrize("times", [1, 2])
def test_closed_it_says_nothing_more(systemd: SystemdSocket, times):
    notifier = Notifier(systemd.address)
    for _ in range(times):
        notifier.close()
    notifier.alive()

    assert systemd.told() == []
