"""Models of how tracks sound."""
