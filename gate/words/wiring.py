"""Inputs, outputs and readers in a technician's words."""

from collections.abc import Mapping
from typing import Final

from gate.core.values.model import Input, Medium, Output
from gate.words.language import message

OUTPUTS: Final[Mapping[str, str]] = {
    Output.OPEN: message("Relai buka"),
    Output.CLOSE: message("Relai turun"),
    Output.STEP: message("Relai langkah"),
    Output.HOLD: message("Relai tahan terbuka"),
    Output.UP: message("Kontaktor naik"),
    Output.DOWN: message("Kontaktor turun"),
    Output.STOP_PERMIT: message("Relai izin gerak"),
    Output.PERMIT: message("Relai denyut"),
    Output.RED: message("Lampu merah"),
    Output.GREEN: message("Lampu hijau"),
    Output.BUZZER: message("Buzzer"),
    Output.HEALTHY: message("Relai sehat"),
    Output.COUNT: message("Relai hitung"),
}

MEDIA: Final[Mapping[str, str]] = {
    Medium.TAG: message("Pembaca RFID"),
    Medium.PLATE: message("Kamera pelat"),
    Medium.CODE: message("Pembaca kode"),
}

SEEING: Final = frozenset({Input.SAFETY_LOOP, Input.ARMING_LOOP, Input.INNER_LOOP, Input.PHOTOCELL})
"""Inputs that see a vehicle."""

ACTIVE: Final[Mapping[bool, str]] = {True: message("Aktif"), False: message("Tidak aktif")}
OCCUPIED: Final[Mapping[bool, str]] = {True: message("Terisi"), False: message("Kosong")}
ON: Final[Mapping[bool, str]] = {True: message("Menyala"), False: message("Mati")}

UNREADABLE: Final = message("Tidak terbaca")
"""An input that the controller cannot read."""

UNKNOWN: Final = message("Tidak diketahui")
"""Anything, while the controller is silent."""
