from gate.core.values.model import Credential, Medium
from hardware.protocols.decoder import Reading
from hardware.protocols.frames import FrameDecoder, Layout


def read(frame: bytes) -> list[Reading]:
    """Frames of this test: `<`, a digit for the length of all, letters, `>`."""
    if not frame.endswith(b">"):
        raise ValueError
    return [Reading(Credential(Medium.CODE, frame[2:-1].decode()))]


def size(pending: bytearray) -> int | None:
    if len(pending) < 2:
        return None
    return int(chr(pending[1])) if chr(pending[1]) in "3456789" else 0


def decoder() -> FrameDecoder:
    return FrameDecoder(Layout(9, size, read, ord("<")))


def test_one_byte_is_dropped_so_that_the_frame_inside_a_broken_one_is_found():
    frames = decoder()

    (reading,) = frames.feed(b"<8<4A><5BC")

    assert reading.credential.value == "A"
    assert (frames.faults.bad_frames, frames.faults.dropped_bytes, frames.pending) == (1, 2, 4)


def test_a_length_that_was_noise_waits_until_the_gap():
    frames = decoder()

    assert frames.feed(b"<9<4A>") == []
    assert len(frames.flush()) == 1
    assert frames.faults.dropped_bytes == 2
    assert frames.faults.bad_frames == 0


def test_what_fails_inside_one_broken_frame_is_counted_once():
    frames = decoder()
    frames.feed(b"<8<5AB?<")

    assert frames.faults.bad_frames == 1


def test_a_second_broken_frame_is_counted_again():
    frames = decoder()
    frames.feed(b"<4A?<4B?")

    assert frames.faults.bad_frames == 2


def test_what_begins_like_a_frame_and_is_cut_off_is_dropped_by_the_gap():
    frames = decoder()

    assert frames.feed(b"<") == frames.flush() == []
    assert (frames.faults.dropped_bytes, frames.pending) == (1, 0)
