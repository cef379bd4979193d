"""Orders that come over the broker: checked, limited, handed on, answered."""
