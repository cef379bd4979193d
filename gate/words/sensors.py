"""The names of the inputs."""

from collections.abc import Mapping
from typing import Final

from gate.core.values.model import Input
from gate.words.language import message

SENSORS: Final[Mapping[str, str]] = {
    Input.CLOSED_LIMIT: message("Limit tertutup"),
    Input.OPEN_LIMIT: message("Limit terbuka"),
    Input.SAFETY_LOOP: message("Loop pengaman"),
    Input.ARMING_LOOP: message("Loop kedatangan"),
    Input.INNER_LOOP: message("Loop dalam"),
    Input.PHOTOCELL: message("Fotosel"),
    Input.STOP: message("Tombol stop"),
    Input.FIRE: message("Masukan alarm kebakaran"),
    Input.BREAKAWAY: message("Kontak batang palang"),
    Input.MAINTENANCE: message("Kontak perawatan"),
    Input.BOARD_FAULT: message("Kontak gangguan mesin palang"),
    Input.LOOP_FAULT: message("Kontak gangguan detektor loop"),
    Input.MOVING: message("Kontak gerak palang"),
    Input.KEY_OPEN: message("Sakelar kunci buka"),
    Input.KEY_CLOSE: message("Sakelar kunci turun"),
    Input.KEY_RESET: message("Sakelar kunci pulihkan"),
    Input.MAINS_LOST: message("Kontak listrik PLN"),
}
"""Inputs by name, as alarms, stories and the technician's page have it."""

ANY_SENSOR: Final = message("Salah satu sensor")
"""A sensor that has no name here."""
