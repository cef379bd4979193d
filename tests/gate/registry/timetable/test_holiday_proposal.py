import subprocess
import sys
from datetime import date

from gate.registry.timetable.holiday_proposal import propose


def test_fixed_days_have_their_indonesian_names():
    found = propose(2027)

    assert found.public[date(2027, 1, 1)] == "Tahun Baru Masehi"
    assert found.public[date(2027, 8, 17)] == "Hari Kemerdekaan Republik Indonesia"
    assert found.public[date(2027, 12, 25)] == "Hari Raya Natal"
    assert {day.year for day in found.days} == {2027}


def test_joint_leave_stands_apart_and_in_its_place():
    found = propose(2026)

    assert found.joint_leave[date(2026, 12, 24)] == "Cuti Bersama Hari Raya Natal"
    assert found.public.keys().isdisjoint(found.joint_leave)
    assert list(found.days) == sorted({*found.public, *found.joint_leave})


def test_the_package_is_loaded_for_a_proposal_only():
    script = (
        "import sys, gate.registry.timetable.holiday_proposal; print('holidays' in sys.modules)"
    )

    assert subprocess.check_output([sys.executable, "-c", script], text=True) == "False\n"
