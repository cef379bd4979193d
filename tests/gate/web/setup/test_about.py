"""Tentang: which software this is; anybody who is signed in may know."""

from importlib.metadata import version

import pytest


@pytest.mark.parametrize("login", ["slamet.r", "suparman", "teknisi"])
async def test_anybody_may_know_which_software_this_is(browser, login: str):
    someone = await browser(login)

    await someone.get("/about")

    assert f"parking-gate {version('parking-gate')}" in someone.text
    assert "Asia/Jakarta" in someone.text
    assert "SIL Open Font License" in someone.text
