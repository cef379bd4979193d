"""The vehicles of the demo: who is on the list, why some may not pass, and who is a stranger."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from gate.core.values.model import Category, Identification
from simulator.world import CAR, MOTORCYCLE, PEDESTRIAN, Body


class Kind(StrEnum):
    """What the gate will think of a vehicle."""

    REGISTERED = "registered"
    VISITOR = "visitor"
    BLOCKED = "blocked"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    UNKNOWN = "unknown"


class Build(StrEnum):
    """What drives or walks up."""

    CAR = "car"
    TRAILER = "trailer"
    MOTORCYCLE = "motorcycle"
    PEDESTRIAN = "pedestrian"


BODIES: Mapping[Build, Body] = {
    Build.CAR: CAR,
    Build.TRAILER: Body.with_trailer(),
    Build.MOTORCYCLE: MOTORCYCLE,
    Build.PEDESTRIAN: PEDESTRIAN,
}


@dataclass(frozen=True, slots=True)
class DemoVehicle:
    """One vehicle, as staff would have typed it; unknown ones have only what a reader sees.

    `days` are the first and the last day of its validity, counted from the day of seeding. A
    visitor's holder comes to the `opd`, from that day on.
    """

    kind: Kind
    plate: str
    tag: str
    holder: str = ""
    opd: str = ""
    category: Category = Category.EMPLOYEE
    identification: Identification = Identification.ANY
    days: tuple[int | None, int | None] = (None, None)
    blocked: str = ""


VEHICLES: tuple[DemoVehicle, ...] = (
    DemoVehicle(Kind.REGISTERED, "N 1234 AP", "01001293D8", "Budi Santoso", "Dinas Kominfo"),
    DemoVehicle(Kind.REGISTERED, "N 5521 UV", "", "Nur Aini", "Dispendukcapil"),
    DemoVehicle(Kind.REGISTERED, "", "0D0052C10F", "Slamet Riyadi", "Satpol PP"),
    DemoVehicle(
        Kind.REGISTERED,
        "N 1062 QP",
        "0D004F21A7",
        "R. Bambang Sulistyo Wardhana",
        "BPPKAD",
        Category.OFFICIAL,
        Identification.BOTH,
    ),
    DemoVehicle(
        Kind.REGISTERED,
        "N 415 PP",
        "0D0091B3E2",
        "Moch. Ridwan Hidayatullah Al-Ghifari, S.STP.",
        "Dinas Pengendalian Penduduk, Keluarga Berencana, Pemberdayaan Perempuan"
        " dan Perlindungan Anak",
        Category.OFFICIAL,
    ),
    DemoVehicle(
        Kind.REGISTERED,
        "N 9118 QP",
        "0D00118C40",
        "Ambulans",
        "RSUD dr. Mohamad Saleh",
        Category.EMERGENCY,
    ),
    DemoVehicle(
        Kind.REGISTERED, "L 8807 KJ", "", "Kurir Pos", "Bagian Umum Setda", Category.VENDOR
    ),
    DemoVehicle(
        Kind.VISITOR,
        "P 1440 VX",
        "",
        "Dr. Hendra",
        "RSUD dr. Mohamad Saleh",
        Category.VISITOR,
        days=(0, 30),
    ),
    DemoVehicle(
        Kind.BLOCKED,
        "N 3008 RK",
        "0D00A6D19B",
        "CV Karya Abadi",
        "DPUPR",
        Category.VENDOR,
        blocked="Tunggakan kontrak",
    ),
    DemoVehicle(
        Kind.EXPIRED,
        "N 871 PS",
        "0D003CE574",
        "Hj. Siti Aminah, S.Sos., M.AP.",
        "Bappeda Litbang",
        days=(None, -1),
    ),
    DemoVehicle(
        Kind.NOT_YET_VALID,
        "N 6204 QR",
        "0D0077F1D0",
        "Dewi Lestari",
        "Dinas Pendidikan",
        days=(60, None),
    ),
    DemoVehicle(Kind.UNKNOWN, "L 4321 ZZ", "0A00C0FFEE"),
)
"""The list of the demo site, and one stranger."""
