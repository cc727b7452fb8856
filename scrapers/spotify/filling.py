"""Put tracks into a playlist, in order, each exactly once, whatever becomes of the calls.

Adding is not idempotent. A call whose answer was lost may have had its effect, may have it in a
moment, or never. So before a track is sent the record says that it may be there (`sent`), and after
Spotify confirmed it that it must be (`sure`). After a doubt the playlist is read until it shows
what is in doubt, or has not for a while; only then is that sent again. Should it arrive twice after
all, the last check finds it: what is doubled is taken out, with all that we sent behind it, and
sent anew. Taking out may be repeated freely.
"""

from collections import Counter
from collections.abc import Sequence
from functools import partial

from scrapers.errors import NotFound, RateLimited, ServiceError, Unavailable
from scrapers.spotify.client import CHUNK
from scrapers.spotify.failures import Unreached
from scrapers.spotify.record import Unfinished
from scrapers.spotify.steps import LOOKS, Steps

REPAIRS = 3
"""How often what went wrong is taken out and sent anew."""

_RESTLESS = (
    "The playlist on Spotify changes while Segue writes it. Close it there, then finish it here."
)
_LAGS = (
    "Spotify confirmed the tracks but does not show all of them yet. Finish the playlist in a "
    "minute: Segue checks it again."
)


def fill(steps: Steps, want: Sequence[str], resumed: bool) -> None:
    """See to it that `want` is in the playlist of `steps.record`.

    `resumed` tells that an earlier attempt was interrupted. Tracks that it had confirmed and that
    are not there any more were taken out by the user, and stay out.

    Raises:
        Unfinished: Spotify lags behind, or somebody else changes the playlist.
        ServiceError: a call failed for good; the record tells what may be there.
    """
    _Filling(steps, want, resumed).run()


def take_out(steps: Steps, uris: Sequence[str]) -> None:
    """Remove every occurrence of tracks. Harmless to repeat."""
    for start in range(0, len(uris), CHUNK):
        chunk = uris[start : start + CHUNK]
        steps.again(partial(steps.spotify.remove_items, steps.playlist_id, chunk))


def take_back(steps: Steps, ours: Sequence[str]) -> None:
    """Remove what was sent, also what arrives late. Goes on where it was interrupted."""
    doubted = steps.record.sure < steps.record.sent
    # Should this be interrupted, what is left of them is in doubt.
    steps.note(finished=False, sure=0)
    take_out(steps, ours)
    if not doubted:
        return
    for look in range(LOOKS):
        steps.rest(look)
        there = set(steps.again(lambda: steps.spotify.playlist_uris(steps.playlist_id)))
        take_out(steps, [uri for uri in ours if uri in there])


class _Filling:
    def __init__(self, steps: Steps, want: Sequence[str], resumed: bool) -> None:
        self._steps = steps
        self._want = want
        # Confirmed to an earlier attempt: the user has had time to take it out since.
        self._of_old = steps.record.sure if resumed else 0
        self._looks = LOOKS if resumed else 0
        self._doubted = resumed
        self._repairs = 0

    def run(self) -> None:
        checks = 0
        while checks <= self._doubted:  # after a doubt, one more look
            if not self._looks and self._steps.record.sure < len(self._want):
                self._add()
                checks = 0
                continue
            self._steps.tell("check", 0, 1)
            self._steps.rest(2 * checks)
            self._compare(self._look())
            checks = checks + 1 if self._steps.record.sure == len(self._want) else 0

    def _add(self) -> None:
        steps, before = self._steps, self._steps.record
        chunk = self._want[before.sure : before.sure + CHUNK]
        steps.tell("add", before.sure, len(self._want))
        steps.note(sent=max(before.sent, before.sure + len(chunk)))
        try:
            steps.spotify.add_items(steps.playlist_id, chunk)
        except ServiceError as error:
            if not isinstance(error, Unavailable) or isinstance(error, Unreached):
                steps.note(sent=before.sent)  # refused, or never asked for: nothing went in
            else:
                self._doubted = True
                self._looks = LOOKS
            # Of a new playlist, Spotify may not know everywhere yet.
            if not isinstance(error, NotFound | RateLimited | Unavailable):
                raise
            steps.stumbled(error)
        else:
            steps.note(sure=before.sure + len(chunk))

    def _look(self) -> list[str]:
        """The playlist, read until it shows what we sent, or as often as makes sense.

        Where nothing is in doubt, the first look is at the place where it should be and at no
        other: that spares long playlists most of the reading.
        """
        steps, record = self._steps, self._steps.record
        sent = list(self._want[: record.sent])
        there: list[str] = []
        for look in range(LOOKS):
            steps.rest(look)
            start = 0 if look or self._doubted else record.before
            try:
                there = steps.again(partial(steps.spotify.playlist_uris, steps.playlist_id, start))
            except NotFound:  # a new playlist may not be known everywhere yet
                if look + 1 == LOOKS:
                    raise
                continue
            if there == sent or (not start and set(there).issuperset(sent)):
                break
        self._looks = 0
        return there

    def _compare(self, there: Sequence[str]) -> None:
        """Believe what is there, and mend what went wrong."""
        steps, record = self._steps, self._steps.record
        sent, count = self._want[: record.sent], Counter(there)
        wrong = _first_wrong(sent, record.sure, count)
        if wrong is not None:
            self._mend(sent, wrong, count)
            return
        if not all(count[uri] for uri in sent[self._of_old : record.sure]):
            raise Unfinished(_LAGS)
        missing = (place for place in range(record.sure, record.sent) if not count[sent[place]])
        steps.note(sure=next(missing, record.sent))

    def _mend(self, sent: Sequence[str], wrong: int, count: Counter[str]) -> None:
        """Take out what we sent from a place on; it is sent anew then."""
        self._repairs += 1
        if self._repairs > REPAIRS:
            raise Unfinished(_RESTLESS)
        self._of_old = min(self._of_old, wrong)
        self._doubted = True
        self._steps.note(sure=wrong)
        take_out(self._steps, [uri for uri in sent[wrong:] if count[uri]])
        self._steps.note(sent=wrong)


def _first_wrong(sent: Sequence[str], sure: int, count: Counter[str]) -> int | None:
    """The first place in `sent` that is doubled, or that is missing before one that is there."""
    doubled = next((place for place, uri in enumerate(sent) if count[uri] > 1), None)
    gap = next((place for place in range(sure, len(sent)) if not count[sent[place]]), None)
    if gap is not None and not any(count[uri] for uri in sent[gap + 1 :]):
        gap = None
    return min((place for place in (doubled, gap) if place is not None), default=None)
