"""The panel's page as it is sent; tests/browser/test_panel.py uses it as people do."""

import re

import httpx


async def test_the_page_speaks_english_when_asked_and_remembers(panel: httpx.AsyncClient) -> None:
    assert "Kendaraan datang" in (await panel.get("/")).text
    assert "A vehicle arrives" in (await panel.get("/?language=en")).text
    assert "A vehicle arrives" in (await panel.get("/")).text
    assert "Kendaraan datang" in (await panel.get("/?language=nl")).text


async def test_the_page_needs_nothing_inline_and_nothing_from_elsewhere(
    panel: httpx.AsyncClient,
) -> None:
    answer = await panel.get("/")

    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)", answer.text)
    for path in re.findall(r'(?:href|src)="(/[^"#]+)', answer.text):
        assert (await panel.get(path)).is_success
