"""What stands above the lanes: alarms, and what does not work of the gate itself."""

from collections.abc import Iterator
from typing import Final

from gate.status.model import Status
from gate.web.board.alarm import Notice, alarms
from gate.web.board.moment import Moment, Reader, Site
from gate.words.language import Language, message

BROKER_PATIENCE: Final = 10.0
"""Seconds without the broker before anybody is told."""


WITH_NUMBER: Final = message(
    "Gambar di bawah bukan keadaan sekarang. Buka palang dengan sakelar kunci di pos,"
    " lalu hubungi teknisi: {phone}."
)
WITHOUT_NUMBER: Final = message(
    "Gambar di bawah bukan keadaan sekarang. Buka palang dengan sakelar kunci di pos,"
    " lalu hubungi teknisi."
)
"""What to do without a controller, by whether the technician's number is known."""


def notices(site: Site, moment: Moment, reader: Reader) -> list[list[Notice]]:
    """Return alarms and banners, each group with its worst first."""
    status = moment.status
    if status is None or not moment.alive:
        return [[_controller_down(site, moment, reader.language)]]
    return [
        alarms(site, moment, status, reader.language),
        list(_banners(moment, status, reader.language)),
    ]


def lost(language: Language) -> Notice:
    """Say that this page has lost the gate's web server; shown by the browser alone."""
    return Notice(
        "lost",
        "bad",
        "wifi-off",
        language.say("Halaman ini terputus dari portal."),
        detail=language.say(
            "Gambar di bawah bukan keadaan sekarang. Portal tetap bekerja."
            " Lihat langsung ke palang."
        ),
        urgent=True,
    )


def _controller_down(site: Site, moment: Moment, language: Language) -> Notice:
    todo = WITH_NUMBER if site.phone else WITHOUT_NUMBER
    detail = language.say(todo, phone=site.phone)
    if moment.status is None:
        title = language.say("Pengendali portal tidak menjawab.")
    else:
        time = language.moment(moment.status.wall, moment.now.wall)
        title = language.say("Pengendali portal tidak menjawab sejak {time}.", time=time)
    return Notice("controller", "bad", "plug-connected-x", title, detail=detail, urgent=True)


def _banners(moment: Moment, status: Status, language: Language) -> Iterator[Notice]:
    if not status.disk.ok:
        yield Notice(
            "disk",
            "bad",
            "database-exclamation",
            language.say("Penyimpanan bermasalah."),
            detail=language.many(
                "Portal tetap bekerja. {n} catatan menunggu disimpan. Hubungi teknisi hari ini.",
                "Portal tetap bekerja. {n} catatan menunggu disimpan. Hubungi teknisi hari ini.",
                status.disk.backlog,
            ),
        )
    if status.disk.rescued:
        yield Notice(
            "rescued",
            "bad",
            "database-exclamation",
            language.say("Penyimpanan rusak dan sudah diganti dengan cadangan terakhir."),
            detail=language.say("Perubahan sesudah cadangan itu hilang. Hubungi teknisi hari ini."),
        )
    if not status.clock.trusted:
        yield Notice(
            "clock",
            "warn",
            "clock",
            language.say("Jam belum terpercaya."),
            detail=language.say("Catatan akan diperbaiki setelah jam benar."),
        )
    if status.phase == "settling":
        yield Notice(
            "settling",
            "info",
            "refresh",
            language.say("Portal baru menyala kembali."),
            detail=language.say("Tidak ada yang bergerak sendiri."),
        )
    yield from _broker(moment, status, language)


def _broker(moment: Moment, status: Status, language: Language) -> Iterator[Notice]:
    broker = status.broker
    since = broker.since
    if not broker.configured or broker.connected:
        return
    if since is not None and moment.now.wall - since < BROKER_PATIENCE:
        return
    title = language.say("Pengiriman data terhenti.")
    if since is not None:
        time = language.moment(since, moment.now.wall)
        title = language.say("Pengiriman data terhenti sejak {time}.", time=time)
    yield Notice(
        "broker",
        "info",
        "wifi-off",
        title,
        detail=language.many(
            "Portal tetap bekerja. {n} catatan akan terkirim sendiri.",
            "Portal tetap bekerja. {n} catatan akan terkirim sendiri.",
            broker.backlog,
        ),
    )
