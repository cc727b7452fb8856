"""What a place holds without Dash knowing: assets/dom.js draws it once the page is there.

For what nobody sees at first, in the first layout alone: not in the pages that are fetched. Every
component of Dash's costs the first page time, a plain element next to none.
"""

from collections.abc import Sequence
from typing import Any

from dash.development.base_component import Component
from plotly.io.json import to_json_plotly

from dashboard.components.attributes import attributes


def drawn(components: Sequence[Component]) -> dict[str, Any]:
    """The attribute for the place, which has no children then: `html.Div(**drawn([…]))`. Plain HTML
    alone, and nothing that a callback names."""
    return attributes(data_drawn=to_json_plotly(components))
