"""Why a page is not shown; `app` turns each into an answer."""

from collections.abc import Set as AbstractSet

from gate.registry.people.staff import Role


class Refusal(Exception):  # noqa: N818 - not an error of ours
    """The request is understood and not served."""


class SignInNeeded(Refusal):
    """Nobody is signed in, or not any more (`over`)."""

    def __init__(self, *, over: bool) -> None:
        super().__init__("sign in first")
        self.over = over


class NotForThisRole(Refusal):
    """The page belongs to other roles."""

    def __init__(self, roles: AbstractSet[Role]) -> None:
        super().__init__(", ".join(sorted(roles)))
        self.roles = roles


class BadToken(Refusal):
    """The form did not bring back its word: it was open too long, or is not ours."""
