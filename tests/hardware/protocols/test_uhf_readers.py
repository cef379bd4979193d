"""What one UHF protocol has and the others have not."""

import pytest

from hardware.protocols.decoder import Options, Reading
from hardware.protocols.frames import FrameDecoder, Layout
from hardware.protocols.readers import (
    ccffff,
    chafon_ct,
    chafon_prime_cf,
    nedap_upass,
    r2000_a0,
    reader18,
    reader288,
    thingmagic,
    yrm100,
)
from tests.hardware.protocols.specimens import SPECIMENS, values

TAG, OTHER, SHORT = "E28069950000400A8F398133", "340833B2DDD9014000000000", "00323038"
UHF = [
    "ccffff",
    "chafon_ct",
    "chafon_prime_cf",
    "nedap_upass",
    "r2000_a0",
    "reader18",
    "reader288",
    "thingmagic",
    "yrm100",
]


def read(layout: Layout, frame: bytes) -> list[Reading]:
    """Of a frame that must be good."""
    decoder = FrameDecoder(layout)
    readings = decoder.feed(frame)
    assert (decoder.good_frames, decoder.faults.dropped_bytes) == (1, 0)
    return readings


def refused(layout: Layout, frame: bytes) -> bool:
    decoder = FrameDecoder(layout)
    return decoder.feed(frame) + decoder.flush() == [] and decoder.good_frames == 0


@pytest.mark.parametrize("name", UHF)
@pytest.mark.parametrize("tag", ["", "AB12", "00112233445566", "00" * 34, "XY" * 12])
def test_what_is_no_epc_is_not_sent(name: str, tag: str):
    with pytest.raises(ValueError, match=r"not an EPC|fromhex"):
        SPECIMENS[name].encode(tag)


def test_reader18_lists_all_tags_of_an_inventory():
    frame = reader18.encode_inventory([TAG, SHORT, OTHER], status=3)

    assert values(read(reader18.LAYOUT, frame)) == [TAG, SHORT, OTHER]


@pytest.mark.parametrize(
    "frame",
    [
        reader18.encode_inventory([]),
        reader18.reply(reader18.SCANNED, 0xEE),  # a shop's alarm
        reader18.reply(reader18.INVENTORY, 0xFE),
        reader18.reply(reader18.WORK_MODE, 0, bytes(12)),
        reader18.command(reader18.INVENTORY),
    ],
)
def test_reader18_says_much_that_is_no_tag(frame: bytes):
    assert read(reader18.LAYOUT, frame) == []


@pytest.mark.parametrize("listed", ["02 04 00323038", "01 04 00323038 00", "01 05 00323038"])
def test_reader18_lists_that_do_not_fit_their_frame_are_refused(listed: str):
    assert refused(reader18.LAYOUT, reader18.reply(reader18.INVENTORY, 1, bytes.fromhex(listed)))


def test_reader18_commands_are_those_of_the_manual():
    assert reader18.command(reader18.INFORMATION, address=0) == bytes.fromhex("040021D96A")
    assert reader18.encode_inventory([], code=reader18.SINGLE_INVENTORY) == bytes.fromhex(
        "05000FFBE2A7"
    )
    assert reader18.scan_mode(3)[1:9] == bytes.fromhex("FF35010204020603")
    assert reader18.scan_mode()[3:9] == bytes.fromhex("010204020600")  # as a gate's reader said


def test_reader288_tells_antenna_and_rssi_of_each_tag():
    listed = bytes.fromhex(f"08 02 04 {SHORT} 64 0C {TAG} 65")
    first, second = read(reader288.LAYOUT, reader18.reply(reader18.INVENTORY, 1, listed))

    assert (first.credential.value, first.antenna, first.rssi) == (SHORT, 4, 0x64)
    assert (second.credential.value, second.antenna, second.rssi) == (TAG, 4, 0x65)


def test_reader288_answers_a_round_without_tags():
    assert read(reader288.LAYOUT, bytes.fromhex("0700010101001E4B")) == []
    assert read(reader288.LAYOUT, reader18.reply(reader18.INFORMATION, 0, bytes(8))) == []


def test_reader288_is_asked_as_its_makers_libraries_do():
    assert reader288.inventory()[:3] == bytes.fromhex("0DFF01")
    assert reader288.inventory()[4:11] == bytes.fromhex("00010000000080")


def test_each_antenna_of_a_reader288_is_asked_in_turn():
    asked = reader288.dialogue(Options(antennas=4)).polls

    assert [poll[10] for poll in asked] == [0x80, 0x81, 0x82, 0x83]


def test_prime_orders_are_those_seen_on_the_wire():
    assert bytes.fromhex("CFFF0001050000000000F5B5") == chafon_prime_cf.START
    assert chafon_prime_cf.command(chafon_prime_cf.STOP) == bytes.fromhex("CFFF000200E761")
    assert chafon_prime_cf.command(chafon_prime_cf.INFORMATION) == bytes.fromhex("CFFF0070002415")


def test_prime_ends_a_round_without_a_tag():
    end = chafon_prime_cf.command(chafon_prime_cf.INVENTORY, bytes([0x12]), address=0)

    assert read(chafon_prime_cf.LAYOUT, end) == []


def test_prime_tells_rssi_and_antenna():
    (reading,) = read(chafon_prime_cf.LAYOUT, chafon_prime_cf.encode(TAG, rssi=-71.5, antenna=2))

    assert (reading.rssi, reading.antenna) == (-71.5, 2)


def test_prime_reports_longer_than_their_epc_are_refused():
    report = bytes.fromhex(f"00 FD8A 01 00 04 {SHORT} 00")

    assert refused(
        chafon_prime_cf.LAYOUT,
        chafon_prime_cf.command(chafon_prime_cf.INVENTORY, report, address=0),
    )


def test_ct_reports_several_tags():
    readings = read(chafon_ct.LAYOUT, chafon_ct.encode_report([TAG, SHORT], rssi=0x80))

    assert values(readings) == [TAG, SHORT]
    assert [(reading.antenna, reading.rssi) for reading in readings] == [(1, 0x80)] * 2


def test_ct_reads_the_frame_of_the_indonesian_library():
    frame = "4354001C014501FF8B260420255D010F0101E2002208000000000CC313082880"

    assert values(read(chafon_ct.LAYOUT, bytes.fromhex(frame))) == ["E2002208000000000CC31308"]


def test_ct_orders_bring_the_sum_to_zero():
    order = chafon_ct.command(chafon_ct.START)

    assert order[:6] == b"SW\x00\x03\xff\x41"
    assert sum(order) % 256 == 0


@pytest.mark.parametrize("head", ["4355", "43540003", "43540201"])
def test_ct_begins_with_two_letters_and_a_length_that_can_be(head: str):
    assert refused(chafon_ct.LAYOUT, bytes.fromhex(head) + bytes(600))


def test_cc_carries_the_epc_s_crc_or_does_without():
    for with_crc in (True, False):
        (reading,) = read(ccffff.LAYOUT, ccffff.encode(TAG, rssi=0x66, with_crc=with_crc))

        assert (reading.credential.value, reading.antenna, reading.rssi) == (TAG, 0, 0x66)


def test_cc_answers_that_are_no_reports_are_no_tags():
    assert read(ccffff.LAYOUT, bytes.fromhex("CCFFFF20000016")) == []


@pytest.mark.parametrize("data", ["", "00 3000", "00 3000 0011", "00 1000 00323038 0000 BA"])
def test_cc_reports_that_do_not_fit_their_length_are_refused(data: str):
    content = bytes.fromhex(data)
    frame = bytes.fromhex("CCFFFF2005") + bytes([len(content)]) + content

    assert refused(ccffff.LAYOUT, frame + bytes([-sum(frame) & 0xFF]))


@pytest.mark.parametrize("frame", ["CCFFFF200541", "CCFFFF2100"])
def test_cc_lengths_and_groups_of_no_report_are_noise(frame: str):
    assert refused(ccffff.LAYOUT, bytes.fromhex(frame) + bytes(80))


def test_yrm100_commands_are_those_of_the_manual():
    assert yrm100.command(yrm100.INVENTORY) == bytes.fromhex("BB00220000227E")
    assert yrm100.command(yrm100.STOP) == bytes.fromhex("BB00280000287E")
    assert yrm100.repeated_inventory(10_000) == bytes.fromhex("BB00270003222710837E")
    assert yrm100.encode_no_tag() == bytes.fromhex("BB01FF000115167E")


def test_yrm100_says_often_that_there_is_no_tag():
    assert read(yrm100.LAYOUT, yrm100.encode_no_tag()) == []


@pytest.mark.parametrize("frame", ["BB0322", "BB0230", "BB02220081", "BB022200057E"])
def test_yrm100_kinds_and_lengths_that_cannot_be_are_noise(frame: str):
    assert refused(yrm100.LAYOUT, bytes.fromhex(frame) + bytes(200))


def test_yrm100_refuses_a_tag_whose_own_crc_is_wrong():
    content = bytearray(yrm100.encode(TAG)[1:-2])
    content[-1] ^= 1

    assert refused(yrm100.LAYOUT, b"\xbb%s%c\x7e" % (content, sum(content) & 0xFF))


def test_r2000_ends_a_round_and_tells_errors_without_a_tag():
    assert read(r2000_a0.LAYOUT, r2000_a0.encode_summary(5)) == []
    assert read(r2000_a0.LAYOUT, r2000_a0.command(r2000_a0.REAL_TIME, b"\x36")) == []
    assert r2000_a0.parse(r2000_a0.encode_summary(5)).tags_in_round == 5


def test_r2000_tells_antenna_and_dbm_in_both_inventories():
    for code in (r2000_a0.REAL_TIME, r2000_a0.BY_SESSION):
        frame = r2000_a0.encode(TAG, rssi=-60, antenna=3, code=code)
        (reading,) = read(r2000_a0.LAYOUT, frame)

        assert (reading.antenna, reading.rssi) == (3, -60)


def test_r2000_commands_are_those_of_the_manual():
    assert r2000_a0.command(r2000_a0.REAL_TIME, b"\x01", address=1) == bytes.fromhex("A004018901D1")
    assert r2000_a0.command(r2000_a0.BY_SESSION, bytes.fromhex("010001")) == bytes.fromhex(
        "A006FF8B010001CE"
    )


def test_r2000_refuses_a_record_whose_pc_tells_of_another_length():
    record = bytes.fromhex("00 3000 00323038 2F")

    assert refused(r2000_a0.LAYOUT, r2000_a0.command(r2000_a0.REAL_TIME, record))


@pytest.mark.parametrize("frame", ["A002", "A0130130", "A0"])
def test_r2000_lengths_and_commands_that_nobody_asked_for_are_noise(frame: str):
    assert refused(r2000_a0.LAYOUT, bytes.fromhex(frame) + bytes(30))


def test_thingmagic_lives_and_answers_without_a_tag():
    alive = thingmagic.answer(thingmagic.STREAMED, thingmagic.ALIVE)

    assert alive == bytes.fromhex("FF0022040084E0")
    assert read(thingmagic.LAYOUT, alive) == []
    assert read(thingmagic.LAYOUT, thingmagic.answer(thingmagic.SEARCH, 0)) == []


def test_thingmagic_reads_behind_data_embedded_in_a_report():
    report = bytearray(thingmagic.encode(TAG)[5:-2])
    report[19:21] = (16).to_bytes(2, "big")
    report[21:21] = b"\xca\xfe"

    frame = thingmagic.answer(thingmagic.STREAMED, 0, bytes(report))

    assert values(read(thingmagic.LAYOUT, frame)) == [TAG]


def test_thingmagic_reports_other_things_than_were_asked_are_refused():
    report = bytearray(thingmagic.encode(TAG)[5:-2])
    report[4] = 0x0F

    assert refused(thingmagic.LAYOUT, thingmagic.answer(thingmagic.STREAMED, 0, bytes(report)))
    assert refused(thingmagic.LAYOUT, b"\xff" * 300)


@pytest.mark.parametrize(
    ("line", "antenna"),
    [
        ("400180013E003306100000323038", None),
        ("40010280013E003306100000323038", 2),
        ("400180013E00330610000032303802CAFE", None),
        ("\x02400180013E003306100000323038\x03", None),
    ],
)
def test_upass_lines_may_have_an_antenna_and_other_memory(line: str, antenna: int | None):
    (reading,) = nedap_upass.decoder().feed(line.encode() + b"\r\n")

    assert (reading.credential.value, reading.antenna) == (SHORT, antenna)


@pytest.mark.parametrize(
    "line",
    [
        "400280013E003306100000323038",
        "400170013E003306100000323038",
        "400180013E003307100000323038",
        "400180013E003306180000323038",
        "400180013E00330610000032303803CAFE",
        "NOREAD",
    ],
)
def test_upass_lines_that_do_not_add_up_are_dropped(line: str):
    decoder = nedap_upass.decoder()

    assert decoder.feed(line.encode() + b"\r\n") == []
    assert decoder.faults.bad_frames == 1
