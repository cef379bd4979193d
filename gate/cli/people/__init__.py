"""Commands about who may use the gate's pages and API."""
