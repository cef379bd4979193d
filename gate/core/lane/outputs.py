"""The relays and signals of one lane: what the barrier wants, and what that changes at the pins."""

from gate.core.barrier import contactors, output_stage
from gate.core.barrier.commission import LAMPS, TRIED
from gate.core.barrier.machine import Outcome
from gate.core.barrier.state import Note, State
from gate.core.lane import signals
from gate.core.lane.alarms import FAULTS
from gate.core.lane.state import LaneState
from gate.core.values.commands import Command, Energise, Release
from gate.core.values.model import Output
from gate.core.values.row_kind import PASSAGES, RowKind

MOTOR = frozenset({Output.UP, Output.DOWN})


def drive(state: LaneState, outcome: Outcome, now: float) -> list[Command]:
    """Let the output stages have the last word, and tell what changed at the relays."""
    timing, before = state.settings.timing, _relays(state)
    state.stage = output_stage.drive(state.stage, outcome.request, outcome.veto, timing, now)
    state.contactors = contactors.follow(state.contactors, outcome.maintained, timing, now)
    state.maintained = outcome.maintained
    passages = sum(note.kind in PASSAGES or _counts(note) for note in outcome.notes)
    state.counter = signals.count(state.counter, passages, now)
    after = _relays(state)
    released = [Release(state.settings.id, output) for output in sorted(before - after)]
    begun = [_energise(state, output) for output in sorted(after - before)]
    return [*released, *begun]


def light(state: LaneState, now: float) -> list[Command]:
    """Show what is the case, as far as lamps are fitted."""
    wanted, state.signals_due = signals.shown(
        state.barrier, state.settings, state.inputs, now, healthy=_healthy(state)
    )
    test = state.barrier.test
    if test in LAMPS:
        wanted ^= {test}
    wanted &= state.settings.outputs
    before, state.lamps = state.lamps, wanted
    lane = state.settings.id
    return [
        *(Release(lane, output) for output in sorted(before - wanted)),
        *(
            Energise(lane, output, TRIED if output is test else None)
            for output in sorted(wanted - before)
        ),
    ]


def deadline(state: LaneState) -> float | None:
    """When an output changes although nothing else happens."""
    timing = state.settings.timing
    moments = (
        output_stage.deadline(state.stage, timing),
        contactors.deadline(state.contactors, state.maintained, timing),
        signals.due(state.counter) if Output.COUNT in state.settings.outputs else None,
        state.signals_due if _shows_time(state) else None,
    )
    return min((moment for moment in moments if moment is not None), default=None)


def _relays(state: LaneState) -> frozenset[Output]:
    """Everything that is on but the lamps."""
    return state.outputs - state.lamps


def _energise(state: LaneState, output: Output) -> Command:
    """Every motion has an end of its own, whatever becomes of us; a held contact has none."""
    timing, at_most = state.settings.timing, None
    if output is state.stage.on:
        at_most = timing.pulse
    elif output is Output.COUNT:
        at_most = signals.COUNTED
    elif output in MOTOR:
        at_most = timing.pulse if output is state.barrier.test else timing.run_max
    return Energise(state.settings.id, output, at_most)


def _counts(note: Note) -> bool:
    """Whether a technician tries the counting pulse."""
    return note.kind == RowKind.BOOM_TESTING and note.detail["output"] is Output.COUNT


def _healthy(state: LaneState) -> bool:
    """Whether the fault relay says that all is well."""
    broken = state.barrier.state in {State.FAULT, State.UNKNOWN}
    return not broken and not any(a.code in FAULTS and not a.over for a in state.alarms.all())


def _shows_time(state: LaneState) -> bool:
    """Whether a signal is fitted that flashes or ends by itself."""
    return not state.settings.outputs.isdisjoint({Output.RED, Output.BUZZER})
