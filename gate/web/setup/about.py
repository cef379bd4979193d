"""Tentang: which software this is, and whose work it stands on."""

from importlib.metadata import version
from typing import Annotated, Final

from fastapi import APIRouter, Depends
from starlette.responses import Response

from gate.web.access.places import ABOUT
from gate.web.request.page import Page, seeing

router = APIRouter()

VENDORED: Final = (
    ("Atkinson Hyperlegible Next, Mono", "SIL Open Font License 1.1"),
    ("Tabler Icons", "MIT"),
)
"""What of others is delivered with the pages, and under which licence."""


@router.get(ABOUT.path)
def show(page: Annotated[Page, Depends(seeing(ABOUT))]) -> Response:
    """Say it."""
    config = page.context.config
    facts = [
        (page.say("Perangkat lunak"), f"parking-gate {version('parking-gate')}"),
        (page.say("Portal"), config.name),
        (page.say("Nama portal di jaringan"), config.gate_id),
        (page.say("Zona waktu"), str(config.timezone)),
        (page.say("Telepon teknisi"), page.context.site.phone or "-"),
    ]
    return page.show("about/page.html", {"facts": facts, "vendored": VENDORED})
