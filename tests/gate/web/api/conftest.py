"""Programs at a seeded site; `admin` may do everything."""

from collections.abc import AsyncIterator, Callable

import pytest
from fastapi import FastAPI

from gate.registry.people.staff import Role
from tests.gate.web.api.programs import Program, token_for
from tests.gate.web.site import Site


@pytest.fixture
async def program(app: FastAPI, site: Site) -> AsyncIterator[Callable[..., Program]]:
    """Make programs: with a new token for a role, or with any word as a token."""
    made = []

    def make(role: Role = Role.ADMIN, **how: object) -> Program:
        token = how.pop("token", None) or token_for(site, role)
        made.append(Program(app, token, **how))
        return made[-1]

    yield make
    for each in made:
        await each.client.aclose()


@pytest.fixture
def admin(program: Callable[..., Program]) -> Program:
    return program()
