import pytest

from gate.registry.models import Vehicle
from gate.registry.views import VehicleView


def test_a_view_is_taken_of_stored_vehicles_only():
    vehicle = Vehicle(holder="Siti", created_at=0, updated_at=0, version=0)

    with pytest.raises(ValueError, match="not stored"):
        VehicleView.of(vehicle, (), {})
