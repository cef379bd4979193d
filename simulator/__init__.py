"""The whole product on one machine, on played hardware."""
