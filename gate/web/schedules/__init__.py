"""Jadwal and Hari libur: schedules, plans, holidays."""
