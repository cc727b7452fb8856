"""The HTML that a browser gets first: Dash's, with our scripts and styles and without those of the
table, which come with the first question (assets/find/grid.js)."""

import re

import dash
from flask import Flask, Response

from dashboard.bundles import ICON, SHELL, Bundles

# theme-first.js stands in the head, before anything is painted, so that a reload in the dark does
# not flash white.
INDEX = """<!DOCTYPE html>
<html lang="en">
    <head>
        {%metas%}
        <title>{%title%}</title>
        <script src="/assets/theme-first.js"></script>
        {%favicon%}
        {%css%}
    </head>
    <body>
        {%app_entry%}
        <footer>
            {%config%}
            {%scripts%}
            {%renderer%}
        </footer>
    </body>
</html>
"""

_GRID = re.compile(r'<script src="([^"]*/dash_ag_grid/[^"]*)"></script>\n?')


def create_first_page(server: Flask) -> None:
    """Whoever comes back gets a page that is sent now: one from a browser's store would bring the
    scripts of a former version to the layout of this one."""

    @server.after_request
    def keep_no_page(response: Response) -> Response:
        if response.mimetype == "text/html":
            response.headers.setdefault("Cache-Control", "no-store")
        return response


class Dash(dash.Dash):  # type: ignore[misc, unused-ignore]
    """Dash with a first page of ours. Set `bundles` before it is asked for."""

    bundles: Bundles

    def interpolate_index(
        self,
        metas: str = "",
        title: str = "",
        css: str = "",
        config: str = "",
        scripts: str = "",
        app_entry: str = "",
        favicon: str = "",
        renderer: str = "",
    ) -> str:
        """See dash.Dash: the page with everything in its place."""
        own = f'<script src="{self.bundles.address(f"{SHELL}.js")}"></script>'
        style = f'<link rel="stylesheet" href="{self.bundles.address(f"{SHELL}.css")}">'
        marks = f'<meta name="segue-version" content="{self.bundles.version}">'
        icon = f'<link rel="icon" href="{self.bundles.address(ICON)}" type="image/svg+xml">'
        grid = _GRID.search(scripts)
        if grid:
            marks += f'\n<meta name="segue-grid" content="{grid[1]}">'
        page: str = super().interpolate_index(
            f"{metas}\n{marks}",
            title,
            f"{css}\n{style}",
            config,
            f"{_GRID.sub('', scripts)}\n{own}",
            app_entry,
            icon,
            renderer,
        )
        return page
