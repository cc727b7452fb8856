"""Recipes of the techno family: techno, minimal, trance."""

from scrapers.sandbox.previews import drums, tones
from scrapers.sandbox.previews.effects import Tone
from scrapers.sandbox.previews.loop import Samples, gate, levels
from scrapers.sandbox.previews.studio import Stems, Studio
from scrapers.sandbox.tracks import Track

_FLOOR = "9... 9... 9... 9..."


def techno(track: Track) -> Stems:
    """A distorted kick and its rumble, ringing metal, and one cold chord that returns."""
    studio = Studio(track, vamp=True)
    rng, noise = studio.rng, studio.noise
    kit = studio.canvas()
    kick = studio.kick(210, 0.02, 0.2, 4.5, 0.4)
    kit.pattern(kick, _FLOOR, 1.0)
    kit.pattern(drums.metal(0.3, 0.16, 0.8, 0.25, noise), "..9. ..9. ..9. ..9.", 0.55)
    ride = rng.choice(("7353 7353 7353 7353", "5.7. 5.7. 5.7. 5.7.", "7575 7575 7575 7575"))
    kit.pattern(drums.metal(0.07, 0.03, 1.1, 0.2, noise), ride, 0.5)
    kit.pattern(drums.hiss(0.25, 1_800, 5_000, 0.1, noise), ".... 5... .... 5...", 0.3)
    line = rng.choice((".rrr .rrr .rrr .rrr", "..rr ..rr ..rr ..rr", ".rr. .rrr .rr. .rro"))
    rumble = studio.bass(lambda f, s: tones.plucked(f, s, 1.2, 0.25, 0.3), line, 33, 1)

    def stab(hertz: float, seconds: float) -> Samples:
        return tones.faded(tones.detuned(hertz, seconds, 12), 0.003, 0.08)

    pattern = rng.choice(
        ("...9 .... ..9. ....", "..9. .... .... .9..", "...9 ..9. .... ..9. ...9 .... .... ....")
    )
    chords = studio.stabs(stab, pattern, 52, 1.2)
    squelch_hz = studio.near(1_700)
    motif = rng.choice(
        ((0, None, 0, None, 4, None, 0, 2), (0, 0, None, 7, None, 0, 4, None), (0, None, 2, 0) * 2)
    )
    lead = studio.melody(
        lambda f, s: tones.acid(f, s, squelch_hz, 3, 0.06), motif, 45 if studio.scene else 57, 1
    )
    cold = Tone(180, 3_500, studio.tilt_db, room=0.8, room_s=0.5, echo=0.55)
    return Stems(
        studio.finish(kit.samples(), 0.26, Tone(25, 11_000, studio.tilt_db, room=0.25, room_s=0.2)),
        studio.ducked(studio.finish(rumble, 0.11, Tone(30, 500)), _FLOOR, 0.7, 0.08),
        studio.ducked(studio.finish(chords, 0.13, cold), _FLOOR, 0.5, 0.12),
        studio.finish(lead, 0.06, Tone(200, 6_000, studio.tilt_db, room=0.3, room_s=0.3)),
        drive=1.7,
    )


def minimal(track: Track) -> Stems:
    """Next to nothing: a dry thud, clicks with air between them, a few round blips."""
    studio = Studio(track, vamp=True, swing=(0.0, 0.25))
    rng, noise = studio.rng, studio.noise
    kit = studio.canvas()
    kit.pattern(studio.kick(110, 0.01, 0.06, 1.0, 0.08), _FLOOR, 1.0)
    kit.pattern(drums.click(studio.near(3_100), 0.003), ".... 9... .... 9...", 0.5)
    kit.pattern(drums.hiss(0.02, 7_500, 11_000, 0.005, noise), "..9. ..9. ..9. ..9.", 0.25)
    ticks = rng.choice(("...5 .... .5.. ..5.", ".5.. ...5 ...5 ....", "...5 ..5. .... .5.5"))
    kit.pattern(drums.click(studio.near(1_400), 0.004), ticks, 0.35)
    line = rng.choice(("r... ..r. .... r...", "..r. .... r..r ....", "r..r .... ..r. ...."))
    low = studio.bass(lambda f, s: tones.sine(f, s, 0.12), line, 40, 2)

    def blip(hertz: float, seconds: float) -> Samples:
        return tones.sine(hertz, seconds, 0.05, 0.002)

    pattern = rng.choice(("...9 .... .9.. ....", "..9. ...9 .... ....", "9... .... ..9. .9.."))
    chords = studio.stabs(blip, pattern, 64, 3)
    motif: list[int | None] = [None] * 16
    for step, degree in zip(rng.sample(range(16), 4), (0, 4, 2, 7), strict=True):
        motif[step] = degree
    lead = studio.melody(blip, motif, 76 if studio.scene == 2 else 64, 2)
    bare = Tone(200, 6_000, studio.tilt_db, room=0.2, room_s=0.06)
    return Stems(
        studio.finish(kit.samples(), 0.10, Tone(30, 11_000, studio.tilt_db)),
        studio.finish(low, 0.08, Tone(40, 600)),
        studio.finish(chords, 0.08, bare),
        studio.finish(lead, 0.05, bare),
        drive=0.8,
    )


def trance(track: Track) -> Stems:
    """Saws by the dozen: a gated wall, an arpeggio in sixteenths, a bass between the kicks."""
    studio = Studio(track)
    rng, noise = studio.rng, studio.noise
    kit = studio.canvas()
    kit.pattern(studio.kick(260, 0.016, 0.13, 1.8, 0.5), _FLOOR, 1.0)
    kit.pattern(drums.clap(1_000, 9_000, 0.09, noise), ".... 9... .... 9...", 0.45)
    kit.pattern(drums.hiss(0.2, 5_000, 11_000, 0.09, noise), "..9. ..9. ..9. ..9.", 0.35)
    width = studio.near(20)
    wall = studio.pad(60, studio.near(1.0, 0.06), width, top_hz=10_500)
    rhythm = rng.choice(
        ("9.99 .99. 9.99 .99.", "99.9 9.99 .99. 99.9", "9999 9999 9999 9999", "9.9. 99.9 9.9. 99.9")
    )
    wall *= gate(studio.loop, levels(rhythm), 0.012)
    decay_s = studio.near(0.12)

    def bright(hertz: float, seconds: float) -> Samples:
        return tones.plucked(hertz, seconds, 1.0, decay_s, 0.04)

    order = rng.choice(((0, 1, 2, 3), (0, 2, 1, 3, 2, 4), (3, 2, 1, 0), (0, 3, 1, 3, 2, 3)))
    lead = studio.arpeggio(bright, order, 69, 2, "9898 9898 9898 9898")
    low = studio.bass(
        lambda f, s: tones.plucked(f, s, 1.4, 0.14, 0.12),
        rng.choice((".rrr .rrr .rrr .rrr", "..r. ..r. ..r. ..r.", ".rro .rro .rro .rro")),
        33,
        1,
    )
    huge = Tone(250, 11_000, studio.tilt_db + 0.3, room=0.6, room_s=0.9)
    return Stems(
        studio.finish(kit.samples(), 0.17, Tone(28, 11_000, studio.tilt_db)),
        studio.ducked(studio.finish(low, 0.12, Tone(40, 2_500)), _FLOOR, 0.7, 0.06),
        studio.ducked(studio.finish(wall, 0.17, huge), _FLOOR, 0.4, 0.10),
        studio.finish(lead, 0.10, Tone(300, 11_000, studio.tilt_db + 0.3, 0.4, 0.7, echo=0.35)),
        drive=1.2,
    )
