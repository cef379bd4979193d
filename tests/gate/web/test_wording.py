"""Whatever the controller journals or refuses has words on the pages."""

import pytest

from gate.core.values.events import Action
from gate.core.values.refusal import Refusal
from gate.core.values.row_kind import RowKind
from gate.words.kinds import GROUPS, KINDS, ORDER_BADGES, ORDERS, kinds_of
from gate.words.orders import DONE, QUESTIONS, REASONS
from gate.words.refusals import REFUSALS

SHOWN = set(Action) - {Action.CORRECT_PLATE}
"""Orders that somebody can give by now."""


def test_every_kind_of_row_has_words():
    assert KINDS.keys() == set(RowKind)


def test_every_kind_of_row_is_of_a_family_that_history_can_be_narrowed_to():
    grouped = [kind for group in GROUPS for kind in kinds_of(group)]

    assert sorted(grouped) == sorted(RowKind)


@pytest.mark.parametrize("action", sorted(SHOWN))
def test_every_order_has_words_when_it_was_done(action: Action):
    assert action in DONE
    assert action in ORDERS
    assert action in ORDER_BADGES


def test_every_reason_that_can_be_chosen_has_words():
    chosen = {reason for question in QUESTIONS.values() for reason in question.reasons}

    assert chosen <= REASONS.keys()


def test_every_refusal_has_words():
    assert REFUSALS.keys() == set(Refusal)
