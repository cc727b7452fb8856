"""One of a few choices, side by side."""

from collections.abc import Sequence
from typing import Any

import dash_mantine_components as dmc
from dash.development.base_component import Component

from dashboard.components.attributes import attributes


def segments(
    id_: str, options: Sequence[tuple[str, str]], value: str, classes: str = "", **named: Any
) -> Component:
    """`options`: values and their words; `named`: HTML attributes, such as `aria_label`."""
    return dmc.SegmentedControl(
        id=id_,
        data=[{"value": option, "label": words} for option, words in options],
        value=value,
        size="xs",
        withItemsBorders=False,
        # While the mark slides, the page is painted over and over, and what was chosen has to wait
        # where there is no graphics card.
        transitionDuration=0,
        className=f"segments {classes}".strip(),
        **attributes(**named),
    )
