"""The catalogue: who played what, where, and next to what."""
