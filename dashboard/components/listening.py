"""What stands there while Segue listens, and where nothing can be listened to: the way to upload.

Both are drawn once; assets/find/listening.js fills them in, and they show by the classes of the
page: `is-listening` while a job runs, `is-unheard` where it failed."""

import re

from dash import html
from dash.development.base_component import Component

from dashboard.components import icons
from dashboard.components.attributes import attributes
from dashboard.components.drawn import drawn
from dashboard.uploads import TOO_LARGE
from recommender.audio import decode
from recommender.content.analyser import Step

LABELS: dict[Step, str] = {
    "find": "Finding a preview",
    "decode": "Decoding",
    "listen": "Listening",
    "compare": "Comparing",
}
"""In the order in which they happen."""
FORMATS = f"{decode.FORMATS}; up to {decode.MAX_BYTES // 1_000_000} MB"
_ENDINGS = [f".{name.lower()}" for name in re.split(", | or ", decode.FORMATS)]
ACCEPT = ",".join(["audio/*", *_ENDINGS, ".aif"])
"""What the dialog for choosing a file offers; not every system knows all endings as audio."""


def panel() -> Component:
    """Name, four steps, and below them what to do when it fails."""
    return html.Section(
        id="listening",
        className="listening",
        **drawn([_head(), html.Div(_steps(), className="listening-work"), _offer()]),
        **attributes(
            aria_label="Listening",
            data_accept=ACCEPT,
            data_max_bytes=str(decode.MAX_BYTES),
            data_too_large=TOO_LARGE,
        ),
    )


def _head() -> Component:
    bars = [html.Span() for _ in range(5)]
    return html.Div(
        [
            html.Div(bars, className="equaliser", **attributes(aria_hidden="true")),
            html.Div(
                [
                    html.H1("", id="listening-title"),
                    html.P("", id="listening-artist", className="seed-artist"),
                ],
                className="seed-words",
            ),
        ],
        className="listening-head",
    )


def _steps() -> list[Component]:
    return [
        html.P("", id="listening-why", className="listening-why"),
        html.Div(
            [html.Span(className="segment") for _ in LABELS],
            id="listening-bar",
            className="segments-bar",
            role="progressbar",
            **attributes(
                aria_label="Listening",
                aria_valuemin="0",
                aria_valuemax=str(len(LABELS)),
                aria_valuenow="0",
            ),
        ),
        html.Ol(
            [
                html.Li(_step_name(step, label), **attributes(data_step=step))
                for step, label in LABELS.items()
            ],
            className="step-names",
            **attributes(aria_hidden="true"),
        ),
        html.P("", id="listening-aside", className="listening-aside"),
        html.P("", id="listening-spoken", className="visually-hidden", role="status"),
    ]


def _step_name(step: Step, label: str) -> list[Component]:
    """The first step is another one where the recording comes from the DJ."""
    if step != "find":
        return [html.Span(label)]
    return [
        html.Span(label, className="for-preview"),
        html.Span("Sending the file", className="for-file"),
    ]


def _offer() -> Component:
    return html.Div(
        [
            html.Div(id="listening-error", className="listening-error", role="alert"),
            _drop_zone(),
            html.Button(
                "Try again",
                className="quiet-button",
                type="button",
                **attributes(data_listening="again"),
            ),
        ],
        className="listening-offer",
    )


def _drop_zone() -> Component:
    return html.Button(
        [
            icons.icon("upload"),
            html.B("Upload an audio file"),
            html.Span(FORMATS, className="formats"),
            html.Span(
                "Drop it here or choose it. It is listened to and not kept.",
                className="formats",
            ),
        ],
        className="drop-zone",
        type="button",
        **attributes(data_listening="choose"),
    )


def upload_link() -> Component:
    """The modest way to it from the start page."""
    return html.P(
        [
            "No set list knows your track? ",
            html.Button(
                "Upload a file",
                id="upload-link",
                className="text-button",
                type="button",
                title=FORMATS,
                **attributes(data_listening="choose"),
            ),
            " and Segue goes by its sound.",
        ],
        className="upload-link",
    )
