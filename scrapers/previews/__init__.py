"""Thirty seconds of a track from Deezer or iTunes: found, listened to, and dropped again.

Nothing of a preview is kept, neither its sound nor its address: only what was heard in it.
"""
