"""Who asks: a program behind a token, with the rights that its role has on the pages."""

from collections.abc import Callable
from typing import Annotated, Final

from fastapi import Depends, Request

from gate.registry.people.sessions import SignedIn
from gate.registry.people.staff import Role, UserView
from gate.registry.people.tokens import TokenView
from gate.web.access.appearance import Appearance
from gate.web.access.places import LOOKING_ONLY, Place, roles_of
from gate.web.request.context import Context
from gate.web.request.page import Page
from gate.web.request.refusals import NotForThisRole

CONTEXT: Final = "gate.context"
"""Where the parts of the web process stand in the scope of a request."""

CALLER: Final = "gate.caller"
"""Where the door leaves whose token it was, in the scope of a request."""

_LANGUAGE: Final = "en"


class Program(UserView):
    """A program in the place of somebody who is signed in."""

    __slots__ = ()

    @property
    def actor(self) -> str:
        """What journal rows call it."""
        return f"api:{self.login}"


def context_of(request: Request) -> Context:
    """Return the parts of the web process that serves a request."""
    context: Context = request.scope[CONTEXT]
    return context


def asking(request: Request) -> Page:
    """Take a request that came through the door; what the pages ask of a person holds for it."""
    caller: TokenView = request.scope[CALLER]
    context = context_of(request)
    program = Program(caller.id, caller.name, caller.name, caller.role, active=True)
    signed_in = SignedIn(program, "", 0)
    return Page(request, context, signed_in, Appearance(_LANGUAGE, None), context.clock.now())


Asking = Annotated[Page, Depends(asking)]


def looking(place: Place) -> Callable[[Page], Page]:
    """Take a request of a role that has this place."""

    def check(page: Asking) -> Page:
        return only(page, roles_of(place))

    return check


def changing(place: Place) -> Callable[[Page], Page]:
    """Take a request of a role that may change this place."""

    def check(page: Asking) -> Page:
        return only(page, roles_of(place) - LOOKING_ONLY)

    return check


def only(page: Page, roles: frozenset[Role]) -> Page:
    """Let these roles pass; NotForThisRole for any other."""
    if page.user.role not in roles:
        raise NotForThisRole(roles)
    return page
