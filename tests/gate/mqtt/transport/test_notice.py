import logging

import pytest

from gate.mqtt.transport.notice import Notice


def test_a_state_is_logged_when_it_changes(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.INFO)
    notice = Notice(logging.getLogger("notice"))

    notice.bad("no broker")
    notice.bad("no broker")
    notice.good("connected")
    notice.bad("no broker")

    assert [(record.levelname, record.message) for record in caplog.records] == [
        ("WARNING", "no broker"),
        ("INFO", "connected"),
        ("WARNING", "no broker"),
    ]
