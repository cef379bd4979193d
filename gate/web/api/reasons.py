"""Why something is done: a code of a list, or words of one's own, as the pages ask for it."""

from gate.web.api.fields import Note, Sent
from gate.web.api.problem import wrong
from gate.web.lanes.ordering import Filled, reason_problem
from gate.web.request.page import Page


class Reasoned(Sent):
    """What is done for a reason; `other` needs a `note`, the others may have one."""

    reason: str
    note: Note = ""

    def filled(self, page: Page, choices: tuple[str, ...]) -> Filled:
        """Fill the pages' form in; Refused when `other` stands without words."""
        filled = Filled(reason=self.reason, note=self.note)
        problem = reason_problem(page, choices, filled)
        if problem is not None:
            raise wrong("body", "note", "reason_missing", problem)
        return filled
