"""What the panel says. Indonesian, English; states and objections come from the product's words."""

from collections.abc import Mapping
from zoneinfo import ZoneInfo

from gate.words.language import Language
from gate.words.objections import OBJECTIONS
from gate.words.states import STATES
from simulator.reader.bad_line import Trouble
from simulator.vehicles import Build, Kind
from simulator.world import Fault, Manner, Phase

WORDS: Mapping[str, tuple[str, str]] = {
    "title": ("Panel peraga", "Demo panel"),
    "explain": (
        "Di sini Anda menjadi pengemudi, sensor dan kabel. Portal memutuskan sendiri.",
        "Here you are the drivers, the sensors and the cables. The gate decides by itself.",
    ),
    "staff": ("Halaman petugas", "Staff pages"),
    "other_language": ("English", "Bahasa Indonesia"),
    "in": ("Jalur masuk", "Entry lane"),
    "out": ("Jalur keluar", "Exit lane"),
    "street": ("Jalan raya", "Street"),
    "yard": ("Halaman dalam", "Yard"),
    "arrives": ("Kendaraan datang", "A vehicle arrives"),
    "shows": ("Yang terbaca", "What is read"),
    "tag": ("Tag", "Tag"),
    "plate": ("Pelat", "Plate"),
    "both": ("Tag dan pelat", "Tag and plate"),
    "someone_else": ("Kendaraan lain …", "Another vehicle …"),
    "choose": ("Pilih dari daftar", "Choose from the list"),
    "tag_number": ("Nomor tag (10 angka heksadesimal)", "Tag number (10 hexadecimal digits)"),
    "plate_number": ("Pelat nomor", "Number plate"),
    "build": ("Jenis", "Kind"),
    "driver": ("Pengemudi", "Driver"),
    "inside": ("Datang dari arah berlawanan", "Comes from the other side"),
    "parks": ("Berhenti semenit di bawah palang", "Stops under the boom for a minute"),
    "arrive": ("Datangkan", "Let it arrive"),
    "present": ("Di jalur ini", "In this lane"),
    "nobody": ("Tidak ada kendaraan", "No vehicle"),
    "leave": ("Mundur", "Back out"),
    "signals": ("Sensor dan gangguan", "Sensors and faults"),
    "more_faults": ("Gangguan lain …", "Other faults …"),
    "readers": ("Kabel pembaca", "Reader cables"),
    "bad_lines": ("Kabel buruk …", "Bad cables …"),
    "unplugged": ("Terlepas", "Unplugged"),
    "plugged": ("Terpasang", "Plugged in"),
    "whole_site": ("Seluruh portal", "The whole gate"),
    "allowed": ("Boleh lewat", "May pass"),
    "denied": ("Tidak boleh lewat", "May not pass"),
    "no_gate": (
        "Pengendali tidak menjawab. Kendaraan dan sensor tetap dapat diperagakan.",
        "The controller does not answer. Vehicles and sensors can still be played.",
    ),
    "no_panel": ("Panel terputus. Menyambung lagi …", "The panel is disconnected. Reconnecting …"),
    "no_script": (
        "Panel ini memerlukan JavaScript.",
        "This panel needs JavaScript.",
    ),
}

KINDS: Mapping[Kind, tuple[str, str]] = {
    Kind.REGISTERED: ("Terdaftar", "Registered"),
    Kind.VISITOR: ("Tamu", "Visitor"),
    Kind.BLOCKED: ("Diblokir", "Blocked"),
    Kind.EXPIRED: ("Izin berakhir", "Expired"),
    Kind.NOT_YET_VALID: ("Belum berlaku", "Not yet valid"),
    Kind.UNKNOWN: ("Tidak terdaftar", "Not registered"),
}

BUILDS: Mapping[Build, tuple[str, str]] = {
    Build.CAR: ("Mobil", "Car"),
    Build.TRAILER: ("Mobil dengan gandengan", "Car with trailer"),
    Build.MOTORCYCLE: ("Sepeda motor", "Motorcycle"),
    Build.PEDESTRIAN: ("Pejalan kaki", "Pedestrian"),
}

MANNERS: Mapping[Manner, tuple[str, str]] = {
    Manner.PATIENT: ("Patuh", "Obeys the light"),
    Manner.PUSHY: ("Menerobos lampu merah", "Ignores a red light"),
    Manner.TAILGATING: ("Menempel kendaraan di depan", "Sticks to the vehicle ahead"),
}

FAULTS: Mapping[Fault, tuple[str, str]] = {
    Fault.STOP_PRESSED: ("Tombol stop ditekan", "Stop button pressed"),
    Fault.PHOTOCELL_BLOCKED: ("Fotosel terhalang", "Photocell blocked"),
    Fault.BOOM_LIFTED: ("Palang diangkat tangan", "Boom lifted by hand"),
    Fault.FIRE: ("Alarm kebakaran", "Fire alarm"),
    Fault.BOOM_DETACHED: ("Palang terlepas", "Boom knocked off"),
    Fault.BOOM_PROPPED: ("Palang terganjal", "Boom propped up"),
    Fault.MOTOR_DEAD: ("Motor mati", "Motor dead"),
    Fault.BOARD_DEAD: ("Papan kontrol tanpa listrik", "Control board without power"),
    Fault.BOARD_ALARM: ("Alarm papan kontrol", "Control board alarm"),
    Fault.RELAY_WELDED: ("Relai buka melekat", "Opening relay welded"),
    Fault.CLOSED_LIMIT_STUCK: ("Limit tertutup aktif terus", "Closed limit stuck on"),
    Fault.OPEN_LIMIT_STUCK: ("Limit terbuka aktif terus", "Open limit stuck on"),
    Fault.MOVING_STUCK: ("Tanda bergerak aktif terus", "Moving signal stuck on"),
    Fault.ARMING_LOOP_STUCK: ("Loop kedatangan terisi terus", "Arming loop stuck"),
    Fault.INNER_LOOP_STUCK: ("Loop dalam terisi terus", "Inner loop stuck"),
    Fault.SAFETY_LOOP_STUCK: ("Loop pengaman terisi terus", "Safety loop stuck"),
    Fault.DETECTOR_UNPLUGGED: ("Detektor loop pengaman tercabut", "Safety detector unplugged"),
    Fault.DETECTOR_BLIND: ("Detektor loop pengaman buta", "Safety detector blind"),
    Fault.DETECTOR_ALARM: ("Alarm detektor loop", "Loop detector alarm"),
    Fault.MAINTENANCE: ("Kunci perawatan diputar", "Maintenance key turned"),
    Fault.KEY_OPEN: ("Kunci: buka", "Key: open"),
    Fault.KEY_CLOSE: ("Kunci: tutup", "Key: close"),
    Fault.KEY_RESET: ("Kunci: reset", "Key: reset"),
    Fault.MAINS_LOST: ("Listrik PLN padam", "Mains lost"),
}

TROUBLES: Mapping[Trouble, tuple[str, str]] = {
    Trouble.NOISE: ("Derau", "Noise"),
    Trouble.CUT: ("Kiriman terpotong", "Cut frames"),
    Trouble.WRONG: ("Kiriman rusak", "Wrong bytes"),
    Trouble.DOUBLE: ("Kiriman ganda", "Double frames"),
}

AT_HAND = (Fault.STOP_PRESSED, Fault.PHOTOCELL_BLOCKED, Fault.BOOM_LIFTED)
"""Faults of a lane that stand in view; fire is the whole site's, the others fold away."""

PHASES: Mapping[Phase, tuple[str, str]] = {
    Phase.COMING: ("datang", "coming"),
    Phase.WAITING: ("menunggu", "waiting"),
    Phase.STANDING: ("berhenti di bawah palang", "standing under the boom"),
    Phase.GOING: ("lewat", "passing"),
    Phase.BACKING: ("mundur", "backing out"),
}


class Wording:
    """All words in one language (`id` or `en`)."""

    def __init__(self, code: str, zone: ZoneInfo) -> None:
        self.code = code
        self._which = 0 if code == "id" else 1
        self._product = Language(code, zone)

    def __getitem__(self, key: str) -> str:
        return WORDS[key][self._which]

    def kind(self, kind: Kind) -> str:
        """Name what the gate will think of a vehicle."""
        return KINDS[kind][self._which]

    def build(self, build: Build) -> str:
        """Name what drives or walks up."""
        return BUILDS[build][self._which]

    def manner(self, manner: Manner) -> str:
        """Name what a driver does."""
        return MANNERS[manner][self._which]

    def fault(self, fault: Fault) -> str:
        """Name a fault."""
        return FAULTS[fault][self._which]

    def trouble(self, trouble: Trouble) -> str:
        """Name a trouble of a reader's line."""
        return TROUBLES[trouble][self._which]

    def for_script(self) -> dict[str, dict[str, str]]:
        """Return what the page's script says by itself, by code."""
        return {
            "words": {key: self[key] for key in ("allowed", "denied", "plugged", "unplugged")},
            "phases": {phase: words[self._which] for phase, words in PHASES.items()},
            "states": {code: self._product.say(state.badge) for code, state in STATES.items()},
            "objections": {
                code: self._product.say(objection.badge) for code, objection in OBJECTIONS.items()
            },
        }
