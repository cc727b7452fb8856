"""Spotify: a thin edge. Read a pasted track, find chosen tracks, write the playlist.

    session    one guarded HTTP session: where it may call, how long, how much
    failures   what Spotify answers when it refuses → scrapers/errors.py, in one place
    auth       login (authorization code with PKCE), refresh, the app's own token
    client     the handful of calls that Segue makes, over spotipy
    matching   artist and title → the same recording on Spotify
    playlists  write a playlist whole, or not at all

Nothing that Spotify says is used to train a model: its terms forbid it.
"""
