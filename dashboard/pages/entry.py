"""What the rail says about a page."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """An entry of the rail."""

    path: str
    name: str
    icon: str

    @property
    def id(self) -> str:
        """`/djs` → `djs`; the page's content stands in the element `page-djs`."""
        return self.path.strip("/") or "find"
