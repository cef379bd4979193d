"""Templates → HTML in the reader's language; whatever no template wrote is escaped."""

from collections.abc import Mapping
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from gate.web import plates
from gate.web.wording.language import LANGUAGES, Language
from gate.web.wording.orders import reason_in_words

STATIC: Final = Path(str(files("gate.web") / "static"))


def static_version() -> str:
    """Name the present static files, so that browsers may keep each version for ever."""
    digest = sha256()
    for path in sorted(each for each in STATIC.rglob("*") if each.is_file()):
        digest.update(path.relative_to(STATIC).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


class Rendering:
    """Renders templates; one environment per language, because a template's texts belong to it."""

    def __init__(self, timezone: ZoneInfo) -> None:
        self.static_path = f"/static/{static_version()}"
        self._languages = {code: Language(code, timezone) for code in LANGUAGES}
        self._environments = {
            code: self._environment(language) for code, language in self._languages.items()
        }

    def language(self, code: str) -> Language:
        """Return one of the languages, the default one for a code that is none."""
        return self._languages.get(code) or self._languages[next(iter(LANGUAGES))]

    def html(self, language: Language, template: str, values: Mapping[str, object]) -> Markup:
        """Render a template, ready to stand in a page or in another template."""
        found = self._environments[language.code].get_template(template)
        return Markup(found.render(values))  # noqa: S704 - autoescaped by the environment

    def _environment(self, language: Language) -> Environment:
        environment = Environment(
            loader=PackageLoader("gate.web"),
            autoescape=select_autoescape(default=True, default_for_string=True),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        environment.globals.update(
            _=language.say,
            asset=lambda name: f"{self.static_path}/{name}",
            clock_seconds=language.clock_seconds,
            date=language.date,
            day=language.day,
            display_plate=plates.spelt,
            duration=language.duration,
            in_words=lambda reason: reason_in_words(language, reason),
            lang=language.code,
            languages=LANGUAGES,
            many=language.many,
            num=language.number,
            plate_kind=plates.kind,
        )
        return environment
