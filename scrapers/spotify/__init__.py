"""Spotify: a thin edge. Read a pasted track, find chosen tracks, write the playlist.

    session       one guarded HTTP session: where it may call, how long, how much
    allowance     what may still be asked: the pause that Spotify wants, the searches of a day
    failures      what Spotify answers when it refuses → scrapers/errors.py, in one place
    auth          login (authorization code with PKCE), refresh, the app's own token
    client        the handful of calls that Segue makes, over spotipy
    objects       Spotify's JSON → ours
    resolve       a track → the same recording on Spotify; resolving: the command that works ahead
    writing       write a playlist once and only once, undo it; its parts:
      record        what is to be written, and how far it is
      steps         note what changes, wait for what stumbles
      filling       tracks into a playlist, in order, each exactly once
      new_playlist, appending, library, outcomes

Nothing that Spotify says is used to train a model: its terms forbid it.
"""
