"""Lama penyimpanan: three lifetimes, and what the last run erased."""

import pytest

from gate.store import retention
from gate.store.database import connect
from tests.gate.web.site import Site


def kept(site: Site) -> list[int]:
    connection = connect(site.config.database, read_only=True)
    try:
        return list(retention.lifetimes(connection).values())
    finally:
        connection.close()


async def test_the_lifetimes_are_shown_and_changed(browser, site: Site):
    admin = await browser("admin")
    await admin.get("/retention")
    assert "Belum pernah ada yang dihapus." in admin.text
    assert 'value="365"' in admin.page.text

    await admin.post("/retention", registered="730", visitor="90", unknown="7")

    assert sorted(kept(site)) == [7, 90, 730]
    assert "Lama penyimpanan disimpan." in admin.text
    changed = [row for row in site.rows() if row.kind == "admin.retention_changed"]
    assert {row.actor for row in changed} == {"user:6"}
    assert len(changed) == 2


@pytest.mark.parametrize("wrong", ["0", "4000", "", "lama", "²"])
async def test_what_is_no_number_of_days_is_not_saved(browser, site: Site, wrong: str):
    admin = await browser("admin")
    await admin.get("/retention")

    answer = await admin.post("/retention", registered="730", visitor=wrong, unknown="7")

    assert answer.status_code == 400
    assert "Tulis angka 1 sampai 3650" in admin.text
    assert f'value="{wrong}"' in admin.page.text
    assert sorted(kept(site)) == [30, 90, 365]


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        ({"rows": {"registered": 1284, "visitor": 3}, "vehicles": 2}, "Kendaraan terdaftar 1.284"),
        ({}, "Kendaraan terdaftar 0"),
    ],
)
async def test_the_last_run_says_how_many(browser, site: Site, payload: dict, told: str):
    site.record(retention.KIND, **payload)
    admin = await browser("admin")

    await admin.get("/retention")

    assert told in admin.text
    assert "24 Nov 2026 07.42" in admin.text


@pytest.mark.parametrize("login", ["yulianti", "teknisi", "suparman", "slamet.r"])
async def test_only_an_admin_decides(browser, login: str):
    someone = await browser(login)

    assert (await someone.get("/retention")).status_code == 403
