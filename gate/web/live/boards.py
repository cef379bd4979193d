"""The live page's pieces as HTML, made once per moment for all who read it alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gate.registry.people.staff import Role
from gate.web.board.alarm import Notice
from gate.web.board.card import card, headcount
from gate.web.board.event import Names, event
from gate.web.board.moment import Moment, Reader, Site
from gate.web.board.notices import lost, notices
from gate.web.live.archive import Facts
from gate.web.live.feed import Feed
from gate.web.live.rendering import Rendering
from gate.words.kinds import ON_LIVE
from gate.words.language import Language

EVENTS_SHOWN: Final = 50

Pieces = Mapping[str, str]
Events = tuple[tuple[str, str], ...]
"""Rows as (key, HTML), newest first."""


@dataclass(frozen=True, slots=True)
class Board:
    """The whole live page: its pieces by name, and its events."""

    pieces: Pieces
    events: Events


class Boards:
    """Renders the feed's moment for a reader; readers of one language and role share the work."""

    def __init__(self, feed: Feed, site: Site, rendering: Rendering) -> None:
        self._feed = feed
        self._site = site
        self._rendering = rendering
        self._pieces: dict[tuple[str, Role], tuple[int, Pieces]] = {}
        self._events: dict[str, tuple[Facts, Events]] = {}

    def now(self, reader: Reader) -> Board:
        """Return the board of this moment."""
        key = (reader.language.code, reader.role)
        version, pieces = self._pieces.get(key, (-1, {}))
        if version != self._feed.version:
            moment = self._feed.moment
            pieces = self._render(moment, reader, notices(self._site, moment, reader))
            self._pieces[key] = (self._feed.version, pieces)
        return Board(pieces, self._rows(reader.language))

    def disconnected(self, reader: Reader) -> Pieces:
        """Return the pieces a browser shows by itself once it has lost us."""
        return self._render(Moment(self._feed.moment.now), reader, [[lost(reader.language)]])

    def _render(self, moment: Moment, reader: Reader, groups: list[list[Notice]]) -> Pieces:
        language = reader.language
        html = self._rendering.html
        pieces = {"notices": html(language, "live/notices.html", {"groups": groups})}
        inside = {"headcount": headcount(moment, language)}
        pieces["headcount"] = html(language, "live/headcount.html", inside)
        for lane in self._site.lanes:
            shown = card(self._site, moment, reader, lane)
            pieces[f"lane-{lane.id}"] = html(language, "live/lane.html", {"card": shown})
        return pieces

    def _rows(self, language: Language) -> Events:
        facts, rows = self._events.get(language.code, (None, ()))
        if facts is not self._feed.facts:
            facts = self._feed.facts
            rows = tuple(self._render_rows(facts, language))
            self._events[language.code] = (facts, rows)
        return rows

    def _render_rows(self, facts: Facts, language: Language) -> list[tuple[str, str]]:
        names, wall = Names(facts.vehicles, facts.people), self._feed.moment.now.wall
        rows = [row for row in facts.rows if row.kind in ON_LIVE][:EVENTS_SHOWN]
        events = [event(row, self._site, names, language, wall) for row in rows]
        return [
            (each.key, self._rendering.html(language, "live/event.html", {"event": each}))
            for each in events
        ]
