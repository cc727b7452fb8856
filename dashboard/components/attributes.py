"""HTML attributes whose names Python can't spell."""

from typing import Any


def attributes(**named: str | bool) -> dict[str, Any]:
    """`attributes(aria_label="Close", data_crate="up")` → `aria-label`, `data-crate`."""
    return {name.replace("_", "-"): value for name, value in named.items()}
