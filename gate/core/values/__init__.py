"""The words of the gate as plain values: inputs, outputs, tags, plates, schedules, settings."""
