"""What the sandbox shows in a browser: what it is, and the playlists written to it."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from scrapers.sandbox.pages import page
from scrapers.sandbox.state import current

site = Blueprint("sandbox_site", __name__)

_INDEX = Markup("""
<p>It plays the part of the services outside, over a small invented world: {tracks} tracks,
{djs} DJs and {sets} sets, the same every time for seed {seed}.</p>
<h2>Playlists written so far</h2>
{playlists}
<p class="quiet">It speaks <code>/v1</code> (Web API), <code>/authorize</code> and
<code>/api/token</code> (accounts), <code>/w/api.php</code> (MediaWiki), <code>/deezer</code> and
<code>/itunes</code> (30-second previews of its tracks, all of them computed),
<code>/_sandbox/health</code>.</p>
""")
_PLAYLIST = Markup("""
<p>{description}</p>
<p class="quiet">{visibility} playlist of {owner}, {count} tracks</p>
<ol>{lines}</ol>
<p><a href="/">All playlists</a></p>
""")


@site.get("/")
def index() -> ResponseReturnValue:
    """What this is, and what was written to it."""
    state = current()
    links = Markup("").join(
        Markup(
            '<li><a href="/playlist/{}">{}</a> <span class="quiet">{} tracks</span></li>'
        ).format(playlist.id, playlist.name, len(playlist.items))
        for playlist in state.playlists.kept()
    )
    body = _INDEX.format(
        tracks=f"{len(state.world.tracks):,}",
        djs=len(state.world.djs),
        sets=len(state.world.sets),
        seed=state.world.seed,
        playlists=Markup("<ul>{}</ul>").format(links) if links else Markup("<p>None yet.</p>"),
    )
    return page("Segue sandbox", body)


@site.get("/playlist/<playlist_id>")
def playlist_page(playlist_id: str) -> ResponseReturnValue:
    """One playlist, as the link in its `external_urls` promises."""
    state = current()
    playlist = state.playlists.get(playlist_id)
    if playlist is None:
        return page("No such playlist", Markup('<p><a href="/">All playlists</a></p>'), 404)
    tracks = [state.world.by_spotify_id[i.uri.rpartition(":")[2]] for i in list(playlist.items)]
    lines = Markup("").join(
        Markup("<li>{} – {}</li>").format(", ".join(track.all_artists), track.spotify_title)
        for track in tracks
    )
    body = _PLAYLIST.format(
        description=playlist.description or "",
        visibility="Public" if playlist.public else "Private",
        owner=playlist.owner.display_name,
        count=len(tracks),
        lines=lines,
    )
    return page(playlist.name, body)
