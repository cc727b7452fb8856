"""Write a playlist once and only once: a new one, or tracks behind those of one that is there.

Any call may be lost before or after its effect, and the process may be killed between any two. So
what is about to happen is kept first (record.py), and `write` goes on from whatever was kept:

    new_playlist   create it with a mark, fill it, take the mark away
    appending      decide what the playlist lacks, add that
    filling        add in order, each track exactly once, and check by reading back

What can't be finished is taken back, and what can't be taken back now either is Unfinished. No
call that adds is ever repeated blindly.
"""

import threading
from weakref import WeakValueDictionary

from recommender.errors import BadInput
from scrapers.spotify.appending import Appending
from scrapers.spotify.client import Spotify
from scrapers.spotify.new_playlist import NewPlaylist
from scrapers.spotify.record import MARK, Keep, Plan, Record, Tell, Unfinished, check_plan
from scrapers.spotify.steps import Steps

__all__ = ["MARK", "Keep", "Plan", "Record", "Tell", "Unfinished", "check_plan", "undo", "write"]

_turns: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()
_turns_guard = threading.Lock()


def write(spotify: Spotify, plan: Plan, record: Record, keep: Keep, tell: Tell) -> Record:
    """Write the plan, going on from where `record` says it is; returns a finished record, whose
    `left` is to be told to the user.

    Raises:
        BadInput: Spotify takes no such playlist, or it was taken back; nothing was written.
        ServiceError: what stopped it; nothing of it is left.
        Unfinished: something is left, or may be: write or undo later from the record kept last.
    """
    check_plan(plan)
    if record.finished:
        return record
    if record.undone:
        raise BadInput("This playlist was taken back. Write it anew.")
    steps = Steps(spotify, record, keep, tell)
    with _turn(plan):
        if plan.target is None:
            NewPlaylist(steps, plan).write()
        else:
            Appending(steps, plan, plan.target).write()
    return steps.record


def undo(spotify: Spotify, plan: Plan, record: Record, keep: Keep, tell: Tell) -> Record:
    """Take back what was written, whole or in part; returns an undone record. Asking twice does no
    harm. Where Spotify refuses to remove the playlist it is emptied, and the record's `left` is to
    be told to the user.

    Raises:
        BadInput: the playlist was changed in Spotify since, and would be lost with the changes.
        ServiceError: it could not be taken back now; try again later from the record kept last.
    """
    if record.undone:
        return record
    steps = Steps(spotify, record, keep, tell)
    with _turn(plan):
        tell("undo", 0, 1)
        if plan.target is None:
            NewPlaylist(steps, plan).take_back()
        else:
            Appending(steps, plan, plan.target).take_back()
    tell("undo", 1, 1)
    return steps.record


def _turn(plan: Plan) -> threading.Lock:
    """One at a time for each playlist: two that append would both add what neither found there."""
    with _turns_guard:
        return _turns.setdefault(plan.target or plan.mark, threading.Lock())
