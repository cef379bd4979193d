"""Who comes to the gate of the stories."""

from gate.core.values.model import PermitRow

WALL = 1_795_500_000.0  # 24 November 2026


def _row(number: int, plate: str, tag: str, category: str = "employee", **more) -> PermitRow:
    keys = (f"plate:{plate}", f"tag:{tag}")
    identification = more.pop("identification", "any")
    usual = PermitRow(
        number, plate, category, identification, None, None, None, None, keys, (), removed=False
    )
    return usual._replace(**more)


MEMBER_TAG, SECOND_TAG, THIRD_TAG = "01001293D8", "0100000005", "0100000006"
STRANGER_TAG = "0BADBADBAD"

MEMBER = _row(1, "N1234AP", MEMBER_TAG)
BLOCKED = _row(2, "N3008RK", "0100000002", "vendor", blocked="tunggakan kontrak")
EXPIRED = _row(3, "N871PS", "0100000003", valid_until=int(WALL) - 86_400)
STRICT = _row(4, "N1RI", "0100000004", "official", identification="both")
SECOND = _row(5, "N5521UV", SECOND_TAG)
THIRD = _row(6, "N6006AA", THIRD_TAG)
FOURTH = _row(7, "N7007AB", "0100000007")

EVERYBODY = (MEMBER, BLOCKED, EXPIRED, STRICT, SECOND, THIRD, FOURTH)
