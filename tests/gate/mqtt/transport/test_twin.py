from gate.mqtt.transport.messages import BrokerError, End
from gate.mqtt.transport.twin import PUZZLING, TAKEN_OVER, Twin

TAKEN, CUT, PLAIN = (BrokerError("end", end) for end in (End.TAKEN_OVER, End.CUT, End.PLAIN))


def puzzled() -> Twin:
    twin = Twin()
    for _ in range(PUZZLING):
        assert not twin.puzzling
        twin.ended(CUT)
    assert twin.puzzling
    return twin


def test_being_taken_over_again_and_again_is_a_twin():
    twin = Twin()
    for _ in range(TAKEN_OVER):
        assert not twin.suspected
        twin.ended(TAKEN)

    assert twin.suspected


def test_a_broker_that_gives_no_reasons_is_watched_by_a_witness():
    twin = puzzled()
    for _ in range(TAKEN_OVER):
        assert not twin.suspected
        twin.ended(CUT, witnessed=True)

    assert twin.suspected


def test_a_network_that_cuts_the_witness_too_is_a_bad_one():
    twin = puzzled()
    twin.ended(CUT)

    assert not twin.puzzling


def test_an_end_for_another_reason_ends_the_suspicion():
    twin = puzzled()
    twin.ended(CUT, witnessed=True)
    twin.ended(PLAIN)

    assert not twin.puzzling


def test_a_connection_that_held_ends_the_suspicion():
    twin = puzzled()
    for _ in range(TAKEN_OVER):
        twin.ended(TAKEN)
    twin.gone()

    assert (twin.suspected, twin.puzzling) == (False, False)
