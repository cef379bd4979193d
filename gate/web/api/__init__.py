"""The same operations as the pages, as JSON for programs, under `/api/v1`."""
