"""Recipes of the bass family: drum & bass, breaks, dubstep."""

from itertools import pairwise

import numpy as np
from scipy import fft

from scrapers.sandbox.previews import drums, tones
from scrapers.sandbox.previews.effects import Tone
from scrapers.sandbox.previews.loop import RATE, STEPS, Samples
from scrapers.sandbox.previews.studio import Stems, Studio
from scrapers.sandbox.tracks import Track


def drum_and_bass(track: Track) -> Stems:
    """A chopped break at full speed over a bass of saws that grind against one another."""
    studio = Studio(track)
    rng, noise = studio.rng, studio.noise
    kit = studio.canvas()
    kicks, ghosts = rng.choice(
        (
            ("9... .... ..9. ....", ".... ...3 .3.. ...3"),
            ("9.7. .... ..9. ....", ".... ...4 .4.. ...."),
            ("9... .... .79. ....", "...3 ...3 ...3 ..3."),
        )
    )
    crack = drums.snare(studio.near(225, 0.08), 0.9, 1_200, 10_000, studio.near(0.055), noise)
    kit.pattern(studio.kick(210, 0.014, 0.075, 1.6, 0.5), kicks, 1.0)
    kit.pattern(crack, ".... 9... .... 9...", 0.95)
    kit.pattern(crack, ghosts, 0.45)
    kit.pattern(drums.metal(0.12, 0.05, 1.2, 0.55, noise), "9.7. 9.7. 9.7. 9.7.", 0.4)
    kit.pattern(drums.hiss(0.03, 5_000, 11_000, 0.01, noise), ".4.4 .4.4 .4.4 .4.4", 0.35)
    apart = studio.near(22)

    def grind(hertz: float, seconds: float) -> Samples:
        return tones.faded(tones.detuned(hertz, seconds, apart), 0.005, 0.03)

    line = rng.choice(("r... ..r. r... ..f.", "r... .... ..r. ....", "r..r ..r. .r.. r.f."))
    low = studio.bass(grind, line, 33, 6)
    pad = studio.pad(57, 1.2, 16, top_hz=6_000)

    def bell(hertz: float, seconds: float) -> Samples:
        return tones.electric_piano(hertz, seconds, 1.6, 0.3)

    lead = studio.arpeggio(bell, rng.choice(((0, 2, 1), (3, 2, 0))), 69, 8, "9... ..9. .... ....")
    air = Tone(350, 7_000, studio.tilt_db, room=0.8, room_s=0.9)
    snap = Tone(30, 11_000, studio.tilt_db + 1.3, room=0.1, room_s=0.12)
    return Stems(
        studio.finish(kit.samples(), 0.21, snap),
        studio.finish(low, 0.15, Tone(32, studio.near(900), studio.tilt_db)),
        studio.finish(pad, 0.09, air),
        studio.finish(lead, 0.05, air),
        drive=1.5,
    )


def breaks(track: Track) -> Stems:
    """A drummer's break, loose and roomy, with a squelching bass line that talks back."""
    studio = Studio(track, swing=(0.08, 0.2))
    rng, noise = studio.rng, studio.noise
    kit = studio.canvas()
    kicks, ghosts = rng.choice(
        (
            ("9.9. .... ..9. ....", ".... ...4 .4.. ...4"),
            ("9... ..7. ..9. ....", ".... ...4 .3.. ..4."),
            ("9..7 .... ..97 ....", ".... ..4. .4.. .4.."),
        )
    )
    slap = drums.snare(studio.near(180, 0.08), 0.6, 500, 7_000, studio.near(0.09), noise)
    kit.pattern(studio.kick(130, 0.012, 0.1, 1.3, 0.35), kicks, 0.95)
    kit.pattern(slap, ".... 9... .... 9...", 0.85)
    kit.pattern(slap, ghosts, 0.5)
    kit.pattern(drums.hiss(0.06, 3_500, 9_500, 0.025, noise), "9.6. 9.6. 9.6. 9.6.", 0.42)
    cowbell = rng.choice(("9... 9... 9... 9...", "9.9. 9... 9.9. 9..."))
    kit.pattern(drums.click(820, 0.02), cowbell, 0.3)
    top_hz, decay_s = studio.near(2_300), studio.near(0.10)

    def squelch(hertz: float, seconds: float) -> Samples:
        return tones.acid(hertz, seconds, top_hz, 5, decay_s)

    line = rng.choice(("r.ro ..r. r.or .rf.", "rr.r .o.r ..rr .o.f", "r..r o.r. .rr. o.fr"))
    low = studio.bass(squelch, line, 33, 1.2)

    def brass(hertz: float, seconds: float) -> Samples:
        return tones.plucked(hertz, seconds, 0.95, 0.25, 0.03, top_hz=6_000)

    chords = studio.stabs(brass, rng.choice(("9... .... .... ..8.", "...9 .... ...9 ....")), 57, 3)
    lead = studio.melody(squelch, (None, 0, None, 4, 7, None, 2, None) * 2, 57, 1)
    room = Tone(250, 8_000, studio.tilt_db, room=0.5, room_s=0.25)
    return Stems(
        studio.finish(kit.samples(), 0.20, Tone(35, 9_500, studio.tilt_db, room=0.35, room_s=0.12)),
        studio.finish(low, 0.16, Tone(38, 5_500, studio.tilt_db)),
        studio.finish(chords, 0.12, room),
        studio.finish(lead, 0.05, room),
        drive=1.3,
    )


def dubstep(track: Track) -> Stems:
    """Half as many drums as beats, a huge snare, and a bass that wobbles over everything."""
    studio = Studio(track)
    rng, noise = studio.rng, studio.noise
    kit = studio.canvas()
    kit.pattern(
        studio.kick(180, 0.02, 0.15, 2.0, 0.4),
        rng.choice(("9... .... .... ....", "9... ..7. .... ....", "9... .... .... ..6.")),
        1.0,
    )
    wide = drums.snare(studio.near(195, 0.06), 0.8, 700, 8_000, studio.near(0.16), noise)
    kit.pattern(wide, ".... .... 9... ....", 0.9)
    kit.pattern(drums.metal(0.06, 0.025, 1.3, 0.8, noise), "7.4. 7.4. 7.4. 7.4.", 0.30)
    kit.pattern(drums.click(1_150, 0.01), "7... 7... 7... 7...", 0.22)
    low = _wobble(studio)
    sub = studio.bass(lambda f, s: tones.sine(f, s, 2.0, 0.01), "r... .... r... ....", 33, 8)
    pad = studio.pad(57, 1.7, 10, top_hz=3_000)

    def bell(hertz: float, seconds: float) -> Samples:
        return tones.electric_piano(hertz, seconds, 2.2, 0.5)

    lead = studio.arpeggio(bell, (0, 2, 1, 3), 64, 4, "9... ..9. ..9. ....")
    deep = Tone(200, 4_000, studio.tilt_db, room=0.9, room_s=1.1)
    growl = studio.finish(low, 0.20, Tone(70, 5_000, studio.tilt_db))
    return Stems(
        studio.finish(kit.samples(), 0.15, Tone(28, 11_000, studio.tilt_db, room=0.35, room_s=0.5)),
        growl + studio.finish(sub, 0.14, Tone(28, 150)),
        studio.finish(pad, 0.10, deep),
        studio.finish(lead, 0.05, deep),
        drive=1.7,
    )


_WOBBLES = ((2, 2, 4, 2), (4, 2, 4, 4), (2, 4, 2, 4), (4, 4, 2, 8))
"""Openings of the filter in each half bar."""
_BANDS_HZ = (0, 220, 500, 1_000, 2_000, 5_500)


def _wobble(studio: Studio) -> Samples:
    """A wall of saws (length,) behind a filter that opens and closes in time.

    The saws are cut into bands once; the higher a band, the later it opens.
    """
    apart = studio.near(14)

    def saws(hertz: float, seconds: float) -> Samples:
        return tones.faded(tones.detuned(hertz, seconds, apart), 0.004, 0.01)

    steady = studio.bass(saws, "r... .... .... ....", 45, 16)
    spectrum = fft.rfft(steady)
    hertz = np.linspace(0, RATE / 2, len(spectrum), dtype=np.float32)
    opening = _opening(studio)
    total = np.zeros(studio.loop.length, np.float32)
    for number, (low, high) in enumerate(pairwise(_BANDS_HZ)):
        band = fft.irfft(np.where((hertz >= low) & (hertz < high), spectrum, 0), len(steady))
        height = number / (len(_BANDS_HZ) - 2)
        total += band * np.clip((opening - height) * 4 + 1, 0, 1) * (1 + 0.6 * number)
    return np.tanh(3 * total / np.abs(total).max())


def _opening(studio: Studio) -> Samples:
    """How far the filter is open at every sample (length,), 0 to 1."""
    rates = studio.rng.choice(_WOBBLES)
    half_bars = STEPS // 8
    turns = np.arange(studio.loop.length, dtype=np.float32) * (half_bars / studio.loop.length)
    openings = np.asarray(rates * 2, np.float32)[turns.astype(np.int32) % 8]
    opening: Samples = 0.5 - 0.5 * np.cos(np.float32(2 * np.pi) * (turns % 1) * openings)
    return opening
