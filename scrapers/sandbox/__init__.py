"""The outside world in a box: a local server over a synthetic catalogue, for demo and tests.

    world.py      who exists: tracks, DJs, sets (names, genres, tracks, djs and setlists build it)
    server.py     the running box: create_app(world), Sandbox(world)
    spotify_*.py  what speaks Spotify's protocol
    mediawiki*.py what speaks MediaWiki's, over the same sets as wiki pages
    deezer*.py    what speaks Deezer's, itunes.py what speaks iTunes's, over the same tracks
    previews/     thirty seconds of music for each track, and which of the two has it
    faults.py     the bad days: limits, outages, lies (fault_layer.py makes them happen)
    command.py    `python -m scrapers sandbox`

Every name in here is invented.
"""
