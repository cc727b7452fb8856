"""The results: rows for the grid, and the grid itself."""

from typing import Any

import dash_ag_grid as dag
from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import attributes
from dashboard.components.drawn import drawn
from dashboard.components.segments import segments
from dashboard.covers import hues
from dashboard.filtering import SeedTraits, seed_traits
from dashboard.wording import key_relation, tempo_relation, tempo_sentence, why
from recommender.audio.camelot import parts
from recommender.plural import count
from recommender.recommendations import Evidence, Recommendation, Recommendations, Seed, Track

ROW_HEIGHT_PX = 54
HEADER_HEIGHT_PX = 36

# AG Grid takes CSS variables as values: the scheme switches with the page, at once.
GRID_THEME = """themeQuartz.withParams({
    backgroundColor: 'var(--bg)',
    foregroundColor: 'var(--text)',
    borderColor: 'var(--line)',
    accentColor: 'var(--accent)',
    browserColorScheme: 'inherit',
    chromeBackgroundColor: 'var(--bg)',
    headerBackgroundColor: 'var(--bg)',
    headerTextColor: 'var(--muted)',
    headerFontSize: 12,
    headerFontWeight: 500,
    headerColumnResizeHandleColor: 'transparent',
    rowHoverColor: 'var(--hover)',
    rowBorder: '1px solid var(--line-soft)',
    wrapperBorder: false,
    wrapperBorderRadius: 0,
    columnBorder: false,
    cellHorizontalPadding: 10,
    fontFamily: 'var(--font)',
    fontSize: 14,
})"""

# A class of assets/find/cells.js for each column.
DRAW = {"function": "segueCell(params)"}


def rows(answer: Recommendations) -> list[dict[str, Any]]:
    """The rows of the grid: plain values only; the cells are drawn in the browser."""
    if not answer.seeds:
        return []
    traits = seed_traits(answer)
    return [_row(item, answer.seeds, traits) for item in answer.items]


def _row(item: Recommendation, seeds: tuple[Seed, ...], heard: SeedTraits) -> dict[str, Any]:
    track = item.track
    tempo_note, tempo_level = tempo_relation(heard.tempo_bpm, track.tempo_bpm)
    tempo_words = tempo_sentence(heard.tempo_bpm, track.tempo_bpm)
    place = parts(track.camelot)
    return {
        **crate_track(track),
        "rank": item.rank,
        # Sorts as the wheel turns: 1A, 1B, 2A …
        "key_order": place[0] * 2 + (place[1] == "B") if place else None,
        "key_note": key_relation(heard.camelot, track.camelot),
        "tempo_note": tempo_note,
        "tempo_level": tempo_level,
        "tempo_words": tempo_words,
        "fit": max(0.0, min(1.0, item.fit)),
        "genre": track.genre,
        "seed_genre": heard.genre,
        "why": why(item, seeds[0], heard.genre, len(seeds)),
        "route": item.route,
        **_evidence_row(item.evidence),
    }


def _evidence_row(evidence: Evidence) -> dict[str, Any]:
    bridge = evidence.bridge
    return {
        "sets": evidence.sets,
        "djs": evidence.djs,
        "adjacent": evidence.adjacent,
        "bridge": bridge
        and {
            "artist": bridge.track.artist,
            "title": bridge.track.title,
            "sets_with_seed": bridge.sets_with_seed,
            "sets_with_track": bridge.sets_with_track,
        },
    }


def crate_track(track: Track) -> dict[str, Any]:
    """What the crate keeps of a track, in the browser."""
    first, second = hues(track.key)
    return {
        "key": track.key,
        "artist": track.artist,
        "title": track.title,
        "camelot": track.camelot if parts(track.camelot) else None,
        "tempo_bpm": track.tempo_bpm,
        "h1": first,
        "h2": second,
    }


def heading_text(answer: Recommendations) -> str:
    """`20 tracks`."""
    return count(len(answer.items), "track") if answer.items else "No tracks"


def heading() -> Component:
    """What stands over the grid: how many, how many are wanted, and all into the crate."""
    return html.Div(
        [
            html.H2("", id="results-count"),
            segments(
                "count",
                [(number, number) for number in ("10", "20", "50", "100")],
                "20",
                "count",
                aria_label="Number of tracks",
            ),
            html.Button(
                "Add all",
                id="add-all",
                className="quiet-button",
                type="button",
                **attributes(aria_label="Put all results into the crate"),
            ),
        ],
        className="results-heading",
    )


def grid() -> Component:
    """The table; assets/find/cells.js draws the cells."""
    return dag.AgGrid(
        id="results",
        rowData=[],
        columnDefs=_columns(),
        defaultColDef={
            "resizable": False,
            # A double click on an edge gives all columns their first width again (grid.js).
            "suppressAutoSize": True,
            "suppressMovable": True,
            "suppressHeaderMenuButton": True,
            "unSortIcon": False,
        },
        getRowId="params.data.key",
        dashGridOptions={
            "theme": {"function": GRID_THEME},
            # The page scrolls, not a box inside it.
            "domLayout": "autoHeight",
            "rowHeight": ROW_HEIGHT_PX,
            "headerHeight": HEADER_HEIGHT_PX,
            # The buttons in the cells take the focus, in reading order, not the cells.
            "suppressCellFocus": True,
            "ensureDomOrder": True,
            "accentedSort": True,
            "animateRows": False,
            "suppressColumnVirtualisation": True,
            "suppressRowVirtualisation": True,
            "suppressNoRowsOverlay": True,
            "suppressContextMenu": True,
        },
        className="results-grid",
        style={"height": None, "width": "100%"},
    )


def _columns() -> list[dict[str, Any]]:
    """Their widths are the ones to begin with; assets/find/grid.js knows which the DJ changed."""
    # At their widest, and those that share the rest at their narrowest, they fill the narrowest
    # table: it never grows out of the page.
    drawn = {"sortable": False, "cellRendererSelector": DRAW}
    down = {"sortingOrder": ["desc", "asc", None]}
    return [
        {"field": "rank", "headerName": "#", "width": 40, "cellClass": "cell-rank"},
        {
            "colId": "cover",
            "headerName": "",
            "width": 88,
            **drawn,
            "cellClass": "cell-cover",
        },
        _column("title", "title", "Track", flex=3, minWidth=150),
        _column("key", "key_order", "Key", width=64, minWidth=58, maxWidth=80),
        _column("tempo", "tempo_bpm", "Tempo", width=128, minWidth=70, maxWidth=150),
        _column("fit", "fit", "Fit", width=72, minWidth=50, maxWidth=110, **down),
        # What another column gains this one gives.
        _column("why", "sets", "Why", flex=2, minWidth=68, **down) | {"resizable": False},
        {
            "colId": "add",
            "headerName": "",
            "width": 114,
            **drawn,
            "cellClass": "cell-add",
        },
    ]


def _column(col: str, field: str, name: str, **more: Any) -> dict[str, Any]:
    return {
        "colId": col,
        "field": field,
        "headerName": name,
        "cellRendererSelector": DRAW,
        "resizable": True,
        **more,
    }


def skeleton() -> Component:
    """Grey rows while the first answer is under way, as high as the real ones."""
    row = html.Div([html.Span(className="bone square"), html.Span(className="bone line")])
    rows = [html.Div(className="bone card"), *[row] * 8]
    return html.Div(className="skeleton", **drawn(rows), **attributes(aria_hidden="true"))
