"""Language and theme of a device; also before anyone has signed in."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from gate.web.access.appearance import THEMES
from gate.web.access.cookies import A_YEAR
from gate.web.request.page import Visiting
from gate.words.language import LANGUAGES

router = APIRouter()


@router.post("/preferences")
def choose(
    page: Visiting,
    language: Annotated[str, Form()] = "",
    theme: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/",
    csrf: Annotated[str, Form()] = "",
) -> Response:
    """Keep a choice in the browser and go back to the page it was made on."""
    page.check(csrf)
    response = page.go(_own(back))
    if language in LANGUAGES:
        page.context.cookies.set(response, "language", language, seconds=A_YEAR)
    if theme in THEMES:
        page.context.cookies.set(response, "theme", theme, seconds=A_YEAR)
    return response


def _own(path: str) -> str:
    """Return a path of this site; anything that could lead elsewhere leads home."""
    is_own = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if is_own and path.isprintable() else "/"
