import re
from contextlib import closing
from pathlib import Path

from gate.store.database import connect
from tests.gate.cli.command import Gate

ADD = ("visitor", "add", "p1440vx", "--host", "Dispendukcapil", "--until", "31-12-2199")
UNTIL = "Wed 01-01-2200 00:00"


def code_of(gate: Gate) -> str:
    return gate("visitor", "list").rows[0][0]


def test_a_pass_is_made_and_listed(gate: Gate):
    done = gate(*ADD, "--name", "Bu Rini")

    assert done.code == 0
    assert re.fullmatch(
        rf"[2-9A-Z]{{3}}-[2-9A-Z]{{3}}, P 1440 VX: pass until {UNTIL}\.\n", done.out
    )
    ((code, *cells, _, until, state, inside),) = gate("visitor", "list", "valid").rows
    assert code == done.out.partition(",")[0]
    assert cells == ["P 1440 VX", "Bu Rini", "Dispendukcapil"]
    assert (until, state, inside) == (UNTIL, "valid", "")
    assert gate("visitor", "list", "inside").rows == []


def test_a_plate_with_a_permit_is_refused_in_words(gate: Gate):
    gate("vehicle", "add", "P 1440 VX", "--holder", "Siti", "--opd", "Kominfo")

    done = gate(*ADD)

    assert (done.code, done.err) == (2, "gate: plate: This plate is registered: Siti, Kominfo\n")


def test_a_pass_says_everything_about_itself(gate: Gate):
    gate(*ADD, "--name", "Bu Rini", "--purpose", "KTP", "--phone", "0812", "--once")

    shown = gate("visitor", "show", code_of(gate)).out.splitlines()

    assert shown[0] == f"{code_of(gate)}, P 1440 VX"
    assert "  visitor: Bu Rini" in shown
    assert "  entries: 1" in shown
    assert "  state: valid" in shown
    assert "  made by: cli" in shown
    gate("vehicle", "block", "P 1440 VX", "--reason", "Pelanggaran")
    assert "  state: blocked: Pelanggaran" in gate("visitor", "show", "P 1440 VX").out


def test_a_pass_is_extended_and_ended(gate: Gate):
    gate(*ADD)

    longer = gate("visitor", "extend", "P 1440 VX", "--until", "31-12-2198")
    assert longer.out.endswith("P 1440 VX: pass until Tue 01-01-2199 00:00.\n")
    ended = gate("visitor", "end", code_of(gate))
    assert ended.code == 0
    assert "P 1440 VX: pass over since " in ended.out
    assert gate("visitor", "list", "valid").rows == []


def test_a_code_that_nobody_has_is_a_mistake(gate: Gate):
    done = gate("visitor", "end", "7K4-92M")

    assert (done.code, done.err) == (
        2,
        "gate: pass: 7K4-92M is no code of ours; compare it with the slip\n",
    )


def test_a_visitor_on_the_list_without_a_pass_is_told_what_stands(gate: Gate):
    gate("vehicle", "add", "P 1440 VX", "--holder", "Siti", "--category", "visitor")

    assert 'see: gate vehicle show "P 1440 VX"' in gate(*ADD).err
    for command in ("show", "end"):
        done = gate("visitor", command, "p1440vx")
        assert (done.code, done.err) == (
            2,
            "gate: pass: No visitor's pass was made for P 1440 VX; see: gate visitor list\n",
        )


def test_the_picture_of_a_code_is_drawn_or_written(gate: Gate, tmp_path: Path):
    gate(*ADD)
    code = code_of(gate)

    drawn = gate("visitor", "qr", code)
    assert drawn.code == 0
    assert "\N{LOWER HALF BLOCK}" in drawn.out
    assert drawn.out.endswith(f"\n{code}\n")

    picture = tmp_path / "izin.svg"
    assert gate("visitor", "qr", code, "--svg", str(picture)).out == f"{code}\n"
    assert picture.read_text().startswith("<svg ")

    done = gate("visitor", "qr", code, "--svg", str(tmp_path))
    assert done.code == 2
    assert "this is a folder; name a file in it" in done.err


def test_a_pass_without_a_code_has_no_picture(gate: Gate):
    gate(*ADD, "--no-code")

    done = gate("visitor", "qr", "P 1440 VX")

    assert (done.code, done.err) == (
        2,
        "gate: P 1440 VX: this pass goes by its plate and has no code\n",
    )


def test_a_visitor_inside_is_listed_with_the_time(gate: Gate, site: Path):
    gate(*ADD)
    with closing(connect(site.with_name("gate.db"))) as connection:
        (vehicle,) = connection.execute("SELECT vehicle_id FROM visit").fetchone()
        for at in ("1790000000.0", "null"):
            stay = f'["parkir", {at}, "visitor", "masuk", 1, null]'
            put = "INSERT OR REPLACE INTO controller_state (key, value) VALUES (?, ?)"
            connection.execute(put, (f"stay.{vehicle}", stay))
            shown = gate("visitor", "list", "inside").rows[0][-1]
            assert shown == ("yes" if at == "null" else "since Mon 21-09-2026 21:13")
