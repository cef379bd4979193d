"""How many vehicles are inside, in one line beside the lanes."""

from dataclasses import dataclass

from gate.core.model import Category
from gate.web.board.moment import Moment
from gate.web.wording.language import Language


@dataclass(frozen=True, slots=True)
class Headcount:
    """The line, and what is said of it in small text (may be empty)."""

    text: str
    detail: str


def headcount(moment: Moment, language: Language) -> Headcount | None:
    """Tell how full the site is; None where nobody is counted, or nothing is known."""
    status = moment.status
    if status is None or not moment.alive or status["occupancy"] is None:
        return None
    known = status["occupancy"]
    inside, capacity = language.number(known["inside"]), known["capacity"]
    if capacity is None:
        text = language.say("Di dalam {n}", n=inside)
    else:
        text = language.say("Di dalam {n} dari {all}", n=inside, all=language.number(capacity))
    guests = known["by_category"].get(Category.VISITOR, 0)
    details = [language.say("tamu {n}", n=language.number(guests))] if guests else []
    if known["certainty"] == "unsure":
        details.append(language.say("perkiraan"))
    return Headcount(text, ", ".join(details))
