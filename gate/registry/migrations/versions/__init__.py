"""One file per revision, oldest first; none is edited once released."""
