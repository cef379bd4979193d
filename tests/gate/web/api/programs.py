"""Programs that use the API of a test's site."""

import httpx
from fastapi import FastAPI

from gate.registry.database import editing
from gate.registry.people import tokens
from gate.registry.people.staff import Role
from tests.gate.web.site import Site

PREFIX = "/api/v1"


def token_for(site: Site, role: Role = Role.ADMIN, name: str | None = None, **until: int) -> str:
    """Make a token, as `gate token add` does."""
    with editing(site.engine) as session:
        token, _ = tokens.add(
            session, name or f"p-{role}", role, until.get("expires_at"), author=site.author
        )
    return token


class Program:
    """Talks to the application in process."""

    def __init__(self, app: FastAPI, token: str | None, address: str = "10.0.0.9") -> None:
        headers = {} if token is None else {"authorization": f"Bearer {token}".encode("latin-1")}
        transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 4711))
        self.client = httpx.AsyncClient(
            transport=transport, base_url=f"http://gate{PREFIX}", headers=headers
        )

    async def ask(self, method: str, path: str, json: object = None, **headers: str):
        """Ask for something; `if_match="…"` and the like are headers."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.request(method, path, json=json, headers=named)

    async def get(self, path: str) -> dict:
        """Get what must be there."""
        answer = await self.ask("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def pages(self, path: str) -> list[dict]:
        """Follow a list to its end."""
        found, where = [], path
        while True:
            page = await self.get(where)
            found += page["items"]
            if page["next"] is None:
                return found
            joint = "&" if "?" in path else "?"
            where = f"{path}{joint}cursor={page['next']}"


def slug(answer: httpx.Response) -> str:
    """The kind of a problem, which must look like one."""
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == answer.status_code
    assert told["title"]
    assert told["detail"]
    return told["type"].removeprefix(f"{PREFIX}/problems/")


def fields(answer: httpx.Response) -> dict[str, str]:
    """The codes of what is wrong, by field."""
    return {each["field"]: each["code"] for each in answer.json()["errors"]}
