"""What listens for the page: previews from outside, the analyser, and what was heard lately."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from recommender.audio.analysis import Analysis
from recommender.audio.picture import spectrogram_png
from recommender.content.analyser import Analyser, Heard, Step
from recommender.content.genre_cnn import load_genre_model
from recommender.content.shelf import genre_version
from recommender.recommendations import Seed
from scrapers.matching import Wanted
from scrapers.previews.finder import Preview, PreviewFinder
from scrapers.settings import ServiceSettings

MOST_KEPT = 300
KEPT_S = 3600.0
SILENT_S = 600.0
"""For so long a search for a preview that came to nothing is not made again …"""
FAILED_S = 60.0
"""… and for so long one that failed."""


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """What was heard in one seed, or why nothing was."""

    analysis: Analysis | None
    picture: bytes | None
    """PNG of the spectrogram."""
    silence: str
    """One sentence where there was nothing to hear, else empty."""
    until: float

    def is_by(self, version: str) -> bool:
        """Whether it can be compared with what this version of the network hears."""
        return self.analysis is None or self.analysis.model_version == version


class Ears:
    """Listens, and remembers for a while. Safe to share between threads.

    Sound itself is never kept: only the numbers and the small picture.
    """

    def __init__(
        self,
        services: ServiceSettings,
        models_dir: Path,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._services = services
        self._models_dir = models_dir
        self._clock = clock
        self._finder = PreviewFinder(services)
        self._analyser: Analyser | None = None
        self._loading = threading.Lock()
        self._memories: OrderedDict[tuple[str, str], Memory] = OrderedDict()
        self._lock = threading.Lock()

    def find(self, seed: Seed) -> Preview | None:
        """A preview of a seed; None when nobody has one.

        Raises PreviewsOff, and ServiceError when somebody who may have one could not be asked.
        """
        return self._finder.find(Wanted(seed.artist, seed.title, seed.isrc, seed.duration_s))

    def hear(self, data: bytes, progress: Callable[[Step], None]) -> Heard:
        """Listen to a recording. Raises BadAudio. The first time takes seconds: TensorFlow."""
        progress("decode")  # the first time, the network is loaded during this step
        return self._current().analyse(data, progress)

    def _current(self) -> Analyser:
        with self._loading:
            if self._analyser is None or self._analyser.version != genre_version(self._models_dir):
                self._analyser = Analyser(load_genre_model(self._models_dir))
            return self._analyser

    # -- what was heard lately ----------------------------------------------------------------

    def remember(self, owner: str, key: str, heard: Heard) -> None:
        """Keep what was heard under a name; `owner` is empty where everybody may know it."""
        picture = spectrogram_png(heard.log_mel)
        self._keep((owner, key), Memory(heard.analysis, picture, "", self._clock() + KEPT_S))

    def remember_silence(self, key: str, sentence: str, for_s: float = SILENT_S) -> None:
        """Keep for a while that there is nothing to listen to."""
        self._keep(("", key), Memory(None, None, sentence, self._clock() + for_s))

    def recall(self, owner: str, key: str) -> Memory | None:
        """What this browser, or else anybody, heard under a name with the network in use."""
        now = self._clock()
        with self._lock:
            for name in ((owner, key), ("", key)):
                memory = self._memories.get(name)
                # Which network is in use is read from a file, so only where it matters.
                if memory and memory.until > now and memory.is_by(genre_version(self._models_dir)):
                    self._memories.move_to_end(name)
                    return memory
        return None

    def _keep(self, name: tuple[str, str], memory: Memory) -> None:
        with self._lock:
            self._memories[name] = memory
            self._memories.move_to_end(name)
            while len(self._memories) > MOST_KEPT:
                self._memories.popitem(last=False)

    def close(self) -> None:
        """Give the connections back."""
        self._finder.close()
