"""Numbers with their nouns."""


def count(number: int, noun: str) -> str:
    """`1 set`, `14 sets`, `1,234 sets`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
