"""The outside world in a box: a local server over a synthetic catalogue, for demo and tests.

    world.py      who exists: tracks, DJs, sets (names, genres, tracks, djs and setlists build it)
    server.py     the running box: create_app(world), Sandbox(world)
    spotify_*.py  what speaks Spotify's protocol
    mediawiki*.py what speaks MediaWiki's, over the same sets as wiki pages
    faults.py     the bad days: limits, outages, lies
    command.py    `python -m scrapers sandbox`

Every name in here is invented.
"""
