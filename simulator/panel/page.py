"""The panel as HTML: everything that does not change while it is shown."""

from dataclasses import dataclass
from pathlib import Path

from fastapi import Request, Response
from fastapi.templating import Jinja2Templates

from gate.config.gate_toml import Config, ReaderConfig
from gate.core.values.model import Direction, Input, Medium
from gate.core.values.settings import LaneSettings
from gate.web.access.cookies import A_YEAR, Cookies
from gate.words.language import LANGUAGES, SOURCE
from simulator.panel.drawing import Drawing
from simulator.panel.words import AT_HAND, Wording
from simulator.reader.bad_line import Trouble
from simulator.vehicles import VEHICLES, Build, DemoVehicle, Kind
from simulator.world import TELLS, Fault, Manner

MOVES_MORE = {Fault.BOARD_DEAD, Fault.DETECTOR_UNPLUGGED, Fault.SAFETY_LOOP_STUCK}
"""Faults that reach the barrier itself, whether we have the input or not."""


@dataclass(frozen=True, slots=True)
class ShownReader:
    """A reader with the switch of its cable."""

    id: str
    medium: Medium


@dataclass(frozen=True, slots=True)
class ShownLane:
    """A lane with what its card needs; `media` are those some reader of it reads.

    `inner_loop`: there is one. `folded` are the faults beyond those at hand.
    """

    id: str
    direction: Direction
    drawing: Drawing
    readers: tuple[ShownReader, ...]
    media: tuple[Medium, ...]
    inner_loop: bool
    folded: tuple[Fault, ...]


class Page:
    """Renders the panel in the reader's language, which the product's pages share by a cookie."""

    def __init__(self, config: Config, templates: Path) -> None:
        self._config = config
        self._templates = Jinja2Templates(templates)
        self._cookies = Cookies(tls=False)
        self._lanes = [
            _lane(name, lane.settings, list(config.readers.values()))
            for name, lane in config.lanes.items()
        ]

    def answer(self, request: Request) -> Response:
        """Show the page; `?language=` chooses one for the whole demo."""
        chosen = request.query_params.get("language")
        code = chosen or self._cookies.get(request, "language")
        code = code if code in LANGUAGES else SOURCE
        answer = self._templates.TemplateResponse(request, "panel.html", self._context(code))
        if chosen is not None:
            self._cookies.set(answer, "language", code, seconds=A_YEAR)
        return answer

    def _context(self, code: str) -> dict[str, object]:
        web = self._config.web
        return {
            "config": self._config,
            "words": Wording(code, self._config.timezone),
            "other": next(other for other in LANGUAGES if other != code),
            "staff_pages": f"http://{web.host}:{web.port}/",
            "lanes": self._lanes,
            "kinds": {
                kind: [_shown(each) for each in VEHICLES if each.kind is kind] for kind in Kind
            },
            "at_hand": AT_HAND,
            "troubles": Trouble,
            "builds": Build,
            "manners": Manner,
        }


def _lane(name: str, settings: LaneSettings, readers: list[ReaderConfig]) -> ShownLane:
    own = tuple(ShownReader(each.id, each.medium) for each in readers if each.lane == name)
    read = {reader.medium for reader in own}
    return ShownLane(
        id=name,
        direction=settings.direction,
        drawing=Drawing.of(settings.direction),
        readers=own,
        media=tuple(medium for medium in (Medium.TAG, Medium.PLATE) if medium in read),
        inner_loop=Input.INNER_LOOP in settings.inputs,
        folded=tuple(fault for fault in Fault if _folds(fault, settings)),
    )


def _folds(fault: Fault, settings: LaneSettings) -> bool:
    """Whether a fault is offered under "others": it is not at hand, and here it does something."""
    if fault in {*AT_HAND, Fault.FIRE}:
        return False
    return fault not in TELLS or fault in MOVES_MORE or TELLS[fault] in settings.inputs


def _shown(vehicle: DemoVehicle) -> dict[str, str]:
    return {"plate": vehicle.plate, "tag": vehicle.tag, "holder": vehicle.holder}
