"""A browser without script: keeps cookies, follows redirects, sends back the forms it was given."""

import re
from html import unescape

import httpx
from fastapi import FastAPI

from tests.gate.web.site import PASSWORD

_TOKEN = re.compile(r'name="csrf" value="([^"]*)"')
_TAG = re.compile(r"<[^>]+>")


class Browser:
    """Drives the application in process."""

    def __init__(self, app: FastAPI, cookies: dict[str, str] | None = None) -> None:
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(app, raise_app_exceptions=False),
            base_url="http://gate",
            follow_redirects=True,
            cookies=cookies,
        )
        self.page: httpx.Response | None = None

    async def get(self, path: str) -> httpx.Response:
        self.page = await self.client.get(path)
        return self.page

    async def post(
        self, path: str, /, token: str | None = None, **fields: object
    ) -> httpx.Response:
        """Send a form with the word of the last page, or another one."""
        found = _TOKEN.search(self.page.text) if self.page is not None else None
        word = token if token is not None else (found[1] if found else "")
        self.page = await self.client.post(path, data={"csrf": word, **fields})
        return self.page

    async def sign_in(self, login: str, password: str = PASSWORD) -> httpx.Response:
        await self.get("/login")
        return await self.post("/login", login=login, password=password)

    @property
    def text(self) -> str:
        """What a person reads on the page."""
        assert self.page is not None
        return " ".join(unescape(_TAG.sub(" ", self.page.text)).split())

    async def close(self) -> None:
        await self.client.aclose()
