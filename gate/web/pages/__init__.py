"""The pages, one file each: request in, HTML out."""
