"""Cadangan: made by a child, sealed or knowingly not, downloaded once by who made it."""

from pathlib import Path
from subprocess import Popen
from threading import Timer

import pytest
from fastapi import FastAPI

from gate.store import archive
from gate.web.jobs.backups import Backups
from tests.gate.web.browsing import Browser
from tests.gate.web.site import Site
from tests.waiting import until

PHRASE = "empat kuda hitam"


@pytest.fixture
def make(app: FastAPI):
    """Order a backup and wait until it stands there."""
    backups: Backups = app.state.context.backups

    async def made(admin: Browser, **fields: str) -> None:
        await admin.get("/backup")
        await admin.post("/backup", **fields)
        await until(lambda: backups.seen("user:6").over)
        await admin.get("/backup")

    return made


async def test_a_sealed_backup_is_made_journalled_downloaded_and_gone(
    browser, make, site: Site, tmp_path: Path
):
    admin = await browser("admin")
    await make(admin, passphrase=PHRASE, again=PHRASE)
    assert "Tersegel." in admin.text
    row = next(row for row in site.rows() if row.kind == "backup.made")
    assert (row.actor, row.payload["sealed"]) == ("user:6", True)

    answer = await admin.get("/backup/file")

    file = tmp_path / "got.gatebackup"
    file.write_bytes(answer.content)
    assert len(answer.content) == int(answer.headers["content-length"]) == row.payload["bytes"]
    (tmp_path / "out").mkdir()
    manifest = archive.unpack(file, tmp_path / "out", PHRASE.encode())
    assert {"gate.db", "gate.toml", "pins.txt"} <= manifest.files.keys()
    assert list((site.config.data_dir / "downloads").iterdir()) == []
    await admin.get("/backup/file")
    assert "Buat cadangan untuk dibawa" in admin.text


async def test_what_could_not_be_read_is_told_with_the_file(browser, make, app: FastAPI):
    admin = await browser("admin")
    await make(admin, unsealed="yes")
    app.state.context.backups.seen("user:6").left_out = ["mqtt.password_file"]

    await admin.get("/backup")

    assert "tidak boleh membacanya: mqtt.password_file" in admin.text


async def test_a_backup_without_a_passphrase_says_who_can_read_it_and_can_be_let_go(
    browser, make, site: Site
):
    admin = await browser("admin")
    await make(admin, unsealed="yes")
    assert "Siapa pun yang memegang berkas ini bisa membaca semuanya." in admin.text

    await admin.post("/backup/drop")

    assert "Buat cadangan untuk dibawa" in admin.text
    assert list((site.config.data_dir / "downloads").iterdir()) == []


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Paling sedikit 10 huruf, atau pilih tanpa kata sandi"),
        ({"passphrase": PHRASE, "again": "lain"}, "Kedua isian tidak sama"),
    ],
)
async def test_a_passphrase_is_given_twice(browser, fields: dict[str, str], told: str):
    admin = await browser("admin")
    await admin.get("/backup")

    answer = await admin.post("/backup", **fields)

    assert answer.status_code == 400
    assert told in admin.text


async def test_only_one_is_made_at_a_time_and_nobody_gets_another_ones(
    browser, site: Site, app, monkeypatch
):
    backups: Backups = app.state.context.backups
    admin = await browser("admin")
    await admin.get("/backup")
    monkeypatch.setattr(
        "gate.web.jobs.backups.subprocess.Popen", lambda _, **how: Popen(["sleep", "3600"], **how)
    )
    backups.start("other.gatebackup", "", site.author)

    await admin.post("/backup", unsealed="yes")

    assert "Cadangan lain sedang dibuat." in admin.text
    assert backups.seen("user:6") is None


async def test_a_disk_that_is_nearly_full_is_left_to_the_gate(browser, monkeypatch):
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("gate.web.jobs.backups.shutil.disk_usage", lambda _path: usage)
    admin = await browser("admin")
    await admin.get("/backup")

    await admin.post("/backup", unsealed="yes")

    assert "Ruang penyimpanan tidak cukup" in admin.text


async def test_a_backup_that_fails_says_so_on_the_page_and_in_the_journal(
    browser, make, site: Site, monkeypatch
):
    monkeypatch.setattr("gate.web.jobs.backups.token_hex", lambda _: "x" * 300)
    monkeypatch.setattr("gate.web.jobs.backups.Path.mkdir", lambda *_, **__: None)
    admin = await browser("admin")

    await make(admin, unsealed="yes")

    assert "Cadangan tidak jadi." in admin.text
    assert site.rows()[0].kind == "backup.failed"


async def test_one_that_nobody_fetches_goes_by_itself(browser, make, site: Site, monkeypatch):
    admin = await browser("admin")
    timers = []
    monkeypatch.setattr(
        "gate.web.jobs.backups.Timer", lambda *timer: timers.append(timer) or Timer(*timer)
    )
    await make(admin, unsealed="yes")
    ((kept, forget, arguments),) = timers
    assert kept == 3600.0

    forget(*arguments)  # as the timer does

    assert list((site.config.data_dir / "downloads").iterdir()) == []
    await admin.get("/backup")
    assert "Buat cadangan untuk dibawa" in admin.text


async def test_keys_out_of_reach_are_named(browser, monkeypatch):
    monkeypatch.setattr("gate.store.backup.named_files", lambda _: {"mqtt.key": Path("/x/y")})
    admin = await browser("admin")

    await admin.get("/backup")

    assert "mqtt.key" in admin.text


@pytest.mark.parametrize("login", ["slamet.r", "yulianti", "teknisi"])
async def test_a_backup_is_for_admins(browser, login: str):
    somebody = await browser(login)

    answer = await somebody.get("/backup/file")

    assert answer.status_code == 403
