"""MixesDB: wikitext in, set lists out.

    title     page title → date, artists, venue and series
    markup    wiki markup of a line → the text that a reader sees
    labels    the brackets at the end of a line: labels, versions, lengths
    records   what a line of a tracklist may be
    lines     one line of a tracklist → its records
    reading   the tracklist of a page, and how many lines were what
    chapters  DJs' parts, parts of one recording, versions of one list
    cues      cue texts of one list → seconds
    djs       categories; who played, with the categories as the judge
    page      a page → set lists, or the reason why not, and what each line was
    check     many pages → how well they were read

Everything here works on text alone; whoever fetches pages or reads files hands the text in.
"""
