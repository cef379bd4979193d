"""What is said when, in virtual time."""

import asyncio
from dataclasses import replace

from hardware.protocols.decoder import Dialogue
from hardware.serial.conversation import ANSWER, BREATH, PROOF, Conversation
from tests.virtual_time import in_virtual_time

DIALOGUE = Dialogue(
    start=(b"hello", b"mode"), polls=(b"one?", b"two?"), pause=0.2, patience=2.0, stop=(b"bye",)
)


class Talk:
    """A conversation whose reader is this test."""

    def __init__(self, dialogue: Dialogue = DIALOGUE) -> None:
        self.said: list[tuple[float, bytes]] = []
        self.losses: list[str] = []
        self._loop = asyncio.get_running_loop()
        self.conversation = Conversation(
            dialogue,
            lambda message: self.said.append((round(self._loop.time(), 3), message)),
            lambda: self.losses.append("gone"),
            lambda: self.losses.append("back"),
        )
        self.conversation.begin()

    @property
    def messages(self) -> list[bytes]:
        return [message for _, message in self.said]

    def hear(self, *, tag: bool = False) -> None:
        self.conversation.heard(1, answers=not tag)

    async def answer(self, seconds: float, *, tag: bool = False) -> None:
        """Answer everything that is said, a little later, for so long."""
        end, seen = self._loop.time() + seconds, 0
        while self._loop.time() < end:
            await asyncio.sleep(0.01)
            if len(self.said) > seen:
                seen = len(self.said)
                self.hear(tag=tag)


@in_virtual_time
async def test_the_start_goes_out_message_by_message_and_then_each_poll_in_turn():
    talk = Talk()
    await talk.answer(0.7)

    assert talk.messages == [b"hello", b"mode", b"one?", b"two?", b"one?"]
    (_, first), (at_mode, _), (at_one, _), (at_two, _), _ = talk.said
    assert first == b"hello"
    assert at_mode <= BREATH + 0.011
    assert at_one <= 2 * BREATH + 0.021
    assert at_two - at_one >= DIALOGUE.pause


@in_virtual_time
async def test_without_answers_the_start_is_not_waited_for_long_and_begins_again():
    talk = Talk()
    await asyncio.sleep(2 * ANSWER + DIALOGUE.patience + 0.1)

    assert talk.said == [
        (0.0, b"hello"),
        (ANSWER, b"mode"),
        (2 * ANSWER, b"one?"),
        (2 * ANSWER + DIALOGUE.patience, b"hello"),
    ]


@in_virtual_time
async def test_bytes_that_keep_coming_are_not_talked_into():
    talk = Talk(replace(DIALOGUE, start=()))
    for _ in range(30):
        await asyncio.sleep(0.1)
        talk.hear(tag=True)

    assert talk.messages == [b"one?"]


@in_virtual_time
async def test_a_reader_that_reports_by_itself_is_not_talked_into():
    """It has shown that it ignores being asked; until it answers again."""
    talk = Talk(replace(DIALOGUE, start=()))
    await asyncio.sleep(DIALOGUE.patience + 0.1)
    asked = len(talk.said)
    for _ in range(20):
        talk.hear(tag=True)
        await asyncio.sleep(DIALOGUE.patience - 0.1)
    assert len(talk.said) == asked

    talk.hear()
    await asyncio.sleep(DIALOGUE.pause + 0.01)
    assert len(talk.said) == asked + 1


@in_virtual_time
async def test_a_start_that_ends_with_the_poll_is_not_said_twice():
    talk = Talk(replace(DIALOGUE, start=(b"one?",), polls=(b"one?",), pause=2.0))
    await asyncio.sleep(1.9)

    assert talk.messages == [b"one?"]


@in_virtual_time
async def test_at_the_end_it_says_goodbye_and_nothing_more():
    talk = Talk()
    talk.conversation.end()
    await asyncio.sleep(10)

    assert talk.messages == [b"hello", b"bye"]


@in_virtual_time
async def test_a_reader_that_answered_and_answers_no_more_is_gone_until_it_does():
    talk = Talk()
    await talk.answer(5)
    await asyncio.sleep(DIALOGUE.mute - 0.5)
    assert talk.losses == []

    await asyncio.sleep(DIALOGUE.patience + 2 * ANSWER + 0.6)
    assert talk.losses == ["gone"]

    await asyncio.sleep(60)
    assert talk.losses == ["gone"]
    talk.hear()
    assert talk.losses == ["gone", "back"]


@in_virtual_time
async def test_a_reader_that_never_answers_what_is_asked_may_be_silent_for_ever():
    """In its own mode it only reports tags, and ignores being asked."""
    talk = Talk()
    await talk.answer(5, tag=True)
    await asyncio.sleep(600)

    assert talk.losses == []


@in_virtual_time
async def test_a_single_answer_proves_nothing():
    talk = Talk(replace(DIALOGUE, start=()))
    for _ in range(PROOF - 1):
        talk.hear()
        await asyncio.sleep(DIALOGUE.pause + 0.01)
    await asyncio.sleep(60)

    assert talk.losses == []
