"""How fast recordings are listened to: `python -m benchmarks.sound`, and part of `make bench`.

Everything is measured on one 30-second MP3 as Deezer serves them (44,100 Hz, stereo, made up), in
processes of their own: what one imports is not in the memory of another. Times are those of the
processor, ffmpeg's included, on one core where the system allows it.
"""

import io
import os
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np
import soundfile
import soxr

from recommender.audio.decode import decode
from recommender.audio.key import estimate_key
from recommender.audio.loudness import loudness_db
from recommender.audio.spectrogram import DEFAULT, log_mel
from recommender.audio.tempo import estimate_tempo
from recommender.errors import NotTrained
from recommender.settings import DataSettings
from scrapers.sandbox.previews.synth import SAMPLE_RATE, synthesise
from scrapers.sandbox.world import build_world

_RUNS = 25
_CLIPS_PER_WORKER = 30
_MP3_LEVEL = 0.64
"""Of libsndfile, for 128 kbit/s at 44,100 Hz."""


def main() -> None:
    """Run every part in a fresh process."""
    with tempfile.TemporaryDirectory() as folder:
        clip = Path(folder) / "clip.mp3"
        clip.write_bytes(make_clip())
        print(f"\nSound: one MP3 of 30 seconds, {clip.stat().st_size / 1e3:.0f} kB", flush=True)
        for part in PARTS:
            subprocess.run(
                [sys.executable, "-m", "benchmarks.sound", part, str(clip)],
                check=True,
                env=os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3"},
            )


def make_clip() -> bytes:
    """A preview of the sandbox in the form of Deezer's, its two sides not quite the same."""
    music = soxr.resample(synthesise(build_world().tracks[0]), SAMPLE_RATE, 44_100)
    side = np.random.default_rng(0).normal(scale=0.01, size=len(music)).astype(np.float32)
    file = io.BytesIO()
    soundfile.write(
        file,
        np.clip(np.stack([music + side, music - side], axis=1), -1, 1),
        44_100,
        format="MP3",
        bitrate_mode="CONSTANT",
        compression_level=_MP3_LEVEL,
    )
    return file.getvalue()


def spectrogram(clip: Path) -> None:
    """Our way to the spectrogram beside the original project's."""
    one_core()
    data = clip.read_bytes()
    first = seconds_of(lambda: log_mel(decode(data)))
    first_original = seconds_of(lambda: original(clip))
    ours, theirs = [], []
    # Five by five: a machine that is busy for a while slows both, and ffmpeg, which leaves cold
    # caches behind, seldom slows what comes next.
    for _ in range(_RUNS // 5):
        ours += [seconds_of(lambda: log_mel(decode(data))) for _ in range(5)]
        theirs += [seconds_of(lambda: original(clip)) for _ in range(5)]
    show("decode + spectrogram", ours)
    show("the original way", theirs)
    ratio = np.median(theirs) / np.median(ours)
    print(f"  ratio of the medians   {ratio:8.1f} times faster (aim: 4)")
    print(f"  first use              {first:8.2f} s, the original way {first_original:.2f} s")
    apart = difference_db(log_mel(decode(data)), original(clip))
    print(f"  the two spectrograms   {apart:8.2f} dB apart in the mean")


def original(clip: Path) -> np.ndarray:
    """The original project's way: pydub to a WAV file, librosa.load, mel."""
    import imageio_ffmpeg
    import librosa

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    AudioSegment.converter = imageio_ffmpeg.get_ffmpeg_exe()
    with tempfile.TemporaryDirectory() as folder:
        wav = Path(folder) / "clip.wav"
        # Naming the codec spares it the call of ffprobe that it would make otherwise.
        AudioSegment.from_file(clip, format="mp3", codec="mp3").export(wav, format="wav").close()
        samples, rate_hz = librosa.load(wav)
    power = librosa.feature.melspectrogram(
        y=samples,
        sr=rate_hz,
        n_fft=DEFAULT.n_fft,
        hop_length=DEFAULT.hop_length,
        n_mels=DEFAULT.n_mels,
    )
    return np.asarray(librosa.power_to_db(power, ref=np.max))


def difference_db(one: np.ndarray, other: np.ndarray) -> float:
    """Mean distance where they overlap; they may begin a frame apart."""
    frames = min(one.shape[1], other.shape[1]) - 4
    middle = one[:, 2 : 2 + frames]
    return min(
        float(np.abs(middle - other[:, at : at + frames]).mean())
        for at in range(other.shape[1] - frames + 1)
    )


def parts(clip: Path) -> None:
    """What each step of an analysis takes."""
    one_core()
    data = clip.read_bytes()
    samples = decode(data)
    steps: dict[str, Callable[[], object]] = {
        "decode": lambda: decode(data),
        "spectrogram": lambda: log_mel(samples),
        "tempo": lambda: estimate_tempo(samples),
        "key": lambda: estimate_key(samples),
        "loudness": lambda: loudness_db(samples),
    }
    for name, step in steps.items():
        step()
        show(f"  {name}", [seconds_of(step) for _ in range(_RUNS)])


def analysis(clip: Path) -> None:
    """The whole analysis of a clip on one core, network and all."""
    one_core()
    from recommender.content.analyser import Analyser
    from recommender.content.genre_cnn import load_genre_model

    data = clip.read_bytes()
    began = time.perf_counter()
    try:
        analyser = Analyser(load_genre_model(DataSettings().models_dir))
    except NotTrained as error:
        print(f"  whole analysis: skipped. {error}")
        return
    analyser.analyse(data)
    first = time.perf_counter() - began
    show("whole analysis", [seconds_of(lambda: analyser.analyse(data)) for _ in range(_RUNS)])
    print(f"  first use              {first:8.2f} s, TensorFlow's import included")
    print(f"  peak memory            {peak_mb():8.0f} MB, of which TensorFlow has most")


def memory(clip: Path) -> None:
    """What listening takes without the network."""
    before = peak_mb()
    samples = decode(clip.read_bytes())
    for listen in (log_mel, estimate_tempo, estimate_key, loudness_db):
        listen(samples)
    print(f"  the same without it    {peak_mb():8.0f} MB, of which {before:.0f} MB at start")


def pool(clip: Path) -> None:
    """As `python -m scrapers previews` listens: a process a core."""
    from scrapers.previews.workers import Workers

    data, cores = clip.read_bytes(), os.cpu_count() or 1
    workers = Workers(DataSettings().models_dir, cores)
    try:
        clips = [workers.submit(data) for _ in range(4 * cores)]  # until all are warm
        for waiting in clips:
            waiting.result()
        began = time.perf_counter()
        clips = [workers.submit(data) for _ in range(_CLIPS_PER_WORKER * cores)]
        for waiting in clips:
            waiting.result()
        rate = len(clips) / (time.perf_counter() - began)
    except NotTrained as error:
        print(f"  pool: skipped. {error}")
        return
    finally:
        workers.close()
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"  pool                   {rate / cores:8.1f} clips/s and core, {cores} processes")
    print(f"  peak memory            {peak:8.0f} MB, the largest of its processes")


def one_core() -> None:
    """Hold this process to one core, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})


def seconds_of(work: Callable[[], object]) -> float:
    """Processor time that it takes here and in the programs that it calls."""
    began = _used_s()
    work()
    return _used_s() - began


def _used_s() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def show(what: str, seconds: list[float]) -> None:
    """Median and 95th percentile, in milliseconds."""
    median, high = np.percentile(seconds, [50, 95]) * 1e3
    print(f"  {what:22} {median:8.1f} ms median, {high:.1f} ms 95th percentile")


def peak_mb() -> float:
    """The most memory that this process had."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage begins with what the process had that started this one
        lines = status.read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


PARTS = {
    "spectrogram": spectrogram,
    "parts": parts,
    "analysis": analysis,
    "memory": memory,
    "pool": pool,
}

if __name__ == "__main__":
    if len(sys.argv) > 2:
        PARTS[sys.argv[1]](Path(sys.argv[2]))
    else:
        main()
