"""Recipes of the house family: house, deep house, tech house, progressive house, disco."""

from scrapers.sandbox.previews import drums, tones
from scrapers.sandbox.previews.effects import Tone
from scrapers.sandbox.previews.harmony import hertz
from scrapers.sandbox.previews.loop import Samples, gate, levels
from scrapers.sandbox.previews.studio import Stems, Studio
from scrapers.sandbox.tracks import Track

_FLOOR = "9... 9... 9... 9..."
_BACKBEAT = ".... 9... .... 9..."


def house(track: Track) -> Stems:
    """A clap on two and four, open hats between the kicks, an organ or a piano that pumps."""
    studio = Studio(track, swing=(0.05, 0.2))
    rng, noise = studio.rng, studio.noise
    kit = studio.canvas()
    kit.pattern(studio.kick(170, 0.02, 0.16, 1.4, 0.25), _FLOOR, 1.0)
    kit.pattern(drums.clap(1_100, 9_500, studio.near(0.07), noise), _BACKBEAT, 0.75)
    kit.pattern(drums.metal(0.25, studio.near(0.13), 1.0, 0.5, noise), "..9. ..9. ..9. ..9.", 0.75)
    shake = rng.choice(("4294 4294 4294 4294", "4392 4392 4392 4394", "3294 3493 3294 3494"))
    kit.pattern(drums.hiss(0.07, 2_200, 6_000, studio.near(0.03), noise), shake, 0.75)
    bite, decay_s = studio.near(0.95, 0.1), studio.near(0.5)

    share = {"organ": 0.65, "both": 0.55, "piano": 0.4}[studio.by_scene("organ", "both", "piano")]

    def piano(pitch_hz: float, seconds: float) -> Samples:
        return tones.plucked(pitch_hz, 1.5 * seconds, bite, decay_s, 0.2)

    def keys(pitch_hz: float, seconds: float) -> Samples:
        struck = piano(pitch_hz, seconds)
        organ = tones.organ(
            pitch_hz, seconds, (1, 0.8, 0.5, 0.5, 0.15, 0.4, 0, 0.4, 0, 0.2, 0, 0.2)
        )
        struck[: len(organ)] += share * organ
        return struck

    rhythm = rng.choice(
        ("9..8 ..9. ..8. .9..", "..9. .9.. 9..8 ..9.", "9..9 ..9. .... 9..8", ".9.. 8..9 ..9. .8..")
    )
    # In two octaves, as two hands play it.
    chords = studio.stabs(keys, rhythm, 52, 1.7) + 0.8 * studio.stabs(keys, rhythm, 64, 1.7)
    line = rng.choice(("r..r ..r. ..r. .fo.", "r... ..rr ...r ..o.", "..r. ..r. ..r. ..ro"))
    low = studio.bass(lambda f, s: tones.plucked(f, s, 1.7, 0.35, 0.3), line, 33)
    lead = studio.arpeggio(piano, (3, 5, 4, 3), 69, 3, "9... .... ..9. .... .9.. .... .... ....")
    colour = Tone(280, 10_000, studio.tilt_db + 0.9, room=0.12, room_s=0.2)
    return Stems(
        studio.finish(kit.samples(), 0.18, Tone(25, 11_000, studio.tilt_db)),
        studio.ducked(studio.finish(low, 0.08, Tone(35, 1_400)), _FLOOR, 0.5, 0.10),
        studio.ducked(studio.finish(chords, 0.17, colour), _FLOOR, 0.6, 0.09),
        studio.finish(lead, 0.04, colour),
    )


def deep_house(track: Track) -> Stems:
    """Dark and soft: a round kick, a shaker, an electric piano's sevenths behind a curtain."""
    studio = Studio(track, swing=(0.12, 0.28))
    rng, noise = studio.rng, studio.noise
    kit = studio.canvas()
    kit.pattern(studio.kick(95, 0.03, 0.2, 1.0, 0.02), _FLOOR, 1.0)
    kit.pattern(drums.click(720, 0.018), rng.choice((_BACKBEAT, ".... 9..4 .... 9...")), 0.3)
    kit.pattern(drums.hiss(0.07, 2_500, 5_500, 0.03, noise), "2.4. 2.4. 2.4. 2.43", 0.18)
    decay_s = studio.near(1.1)
    bite = studio.near(0.9)

    def keys(pitch_hz: float, seconds: float) -> Samples:
        return tones.electric_piano(pitch_hz, seconds, bite, decay_s)

    rhythm = rng.choice(
        ("9... ...8 .... ....", "9..7 .... ..8. ....", "..9. .... .8.. ....", "9... ..8. ...7 ....")
    )
    sizes = (0, 2, 4, 6) if studio.by_scene("rich", "plain", "rich") == "rich" else (0, 2, 4)
    chords = studio.stabs(keys, rhythm, 52, 6, sizes)
    pad = studio.pad(50, 2.2, 14, top_hz=1_800)
    line = rng.choice(("r... ..r. ..f. ....", "r..r .... ..r. ..f.", "r... .... r..r ...."))
    low = studio.bass(lambda f, s: tones.sine(f, s, 0.9), line, 33, 5)
    lead = studio.melody(keys, _sparse(rng.choice(((7, 4), (4, 2), (9, 7)))), 64, 8)
    dark = Tone(90, 1_500, studio.tilt_db - 0.5, room=0.5, room_s=0.7, echo=0.3)
    chords = studio.finish(chords, 0.12, dark) + studio.finish(pad, 0.05, dark)
    return Stems(
        studio.finish(kit.samples(), 0.17, Tone(25, 5_000, studio.tilt_db)),
        studio.ducked(studio.finish(low, 0.15, Tone(30, 400)), _FLOOR, 0.5, 0.12),
        studio.ducked(chords, _FLOOR, 0.45, 0.14),
        studio.finish(lead, 0.04, dark),
        drive=0.9,
    )


def _sparse(degrees: tuple[int, int]) -> list[int | None]:
    bar: list[int | None] = [None] * 32
    bar[6], bar[22] = degrees
    return bar


def tech_house(track: Track) -> Stems:
    """Dry and busy: congas, wood and shakers in sixteenths over a plucked bass that never rests."""
    studio = Studio(track, swing=(0.08, 0.22))
    rng, noise = studio.rng, studio.noise
    kit = studio.canvas()
    kit.pattern(studio.kick(240, 0.012, 0.11, 2.0, 0.5), _FLOOR, 1.0)
    kit.pattern(drums.clap(1_400, 9_000, 0.035, noise), _BACKBEAT, 0.5)
    kit.pattern(drums.hiss(0.04, 4_500, 11_000, 0.012, noise), "5397 5397 5397 5397", 0.42)
    kit.pattern(drums.metal(0.1, 0.05, 1.15, 0.4, noise), "..9. ..9. ..9. ..9.", 0.4)
    for degree, decay_s in ((4, 0.07), (0, 0.09)):  # fifth and tonic
        conga = drums.drum(hertz(studio.harmony.note(degree, 52)), 1.25, decay_s)
        kit.pattern(conga, rng.choice(_CONGAS), 0.42)
    kit.pattern(drums.click(1_900, 0.008), rng.choice(_WOOD), 0.4)

    def pluck(pitch_hz: float, seconds: float) -> Samples:
        return tones.plucked(pitch_hz, seconds, 0.9, 0.09, 0.35, odd=True)

    line = rng.choice(("r.rr .r.r r.rr .fro", "rr.r r.rr .rr. rfor", "r.r. rr.o r.r. rrf."))
    low = studio.bass(pluck, line, 33, 1.5)

    def stab(pitch_hz: float, seconds: float) -> Samples:
        return tones.plucked(pitch_hz, seconds, 0.8, 0.05, 0.2)

    chords = studio.stabs(stab, rng.choice(("...9 .... ..9. ....", "..9. ..9. .... 9...")), 57, 1)
    lead = studio.melody(pluck, _riff(rng.randrange(3)), 57, 1)
    dry = Tone(300, 9_000, studio.tilt_db, room=0.15, room_s=0.1)
    return Stems(
        studio.finish(kit.samples(), 0.21, Tone(28, 11_000, studio.tilt_db + 0.4)),
        studio.ducked(studio.finish(low, 0.13, Tone(35, 3_000)), _FLOOR, 0.6, 0.06),
        studio.finish(chords, 0.10, dry),
        studio.finish(lead, 0.05, dry),
        drive=1.3,
    )


_CONGAS = ("...7 ..5. .7.. 5..7", ".5.. 7..5 ..7. .7.5", "..75 ..7. ..75 .7..")
_WOOD = ("7..7 ..7. .... 7...", "..7. .7.. 7... ..7.", "...7 .... ...7 ..7.")


def _riff(number: int) -> list[int | None]:
    return (
        [0, None, None, 4, None, None, 0, None, None, 2, None, None, 4, None, 0, None],
        [None, None, 0, None, None, 0, None, 2, None, None, 4, None, 0, None, None, None],
        [0, None, 0, None, None, None, 4, None, None, None, 2, None, None, 0, None, None],
    )[number]


def progressive_house(track: Track) -> Stems:
    """Wide and slow to move: a long pad that breathes with the kick, plucks with long echoes."""
    studio = Studio(track)
    rng, noise = studio.rng, studio.noise
    kit = studio.canvas()
    kit.pattern(studio.kick(140, 0.025, 0.18, 1.2, 0.12), _FLOOR, 1.0)
    kit.pattern(drums.clap(700, 5_000, 0.12, noise), _BACKBEAT, 0.28)
    kit.pattern(drums.metal(0.06, 0.02, 0.9, 0.9, noise), "..7. ..7. ..7. ..7.", 0.25)
    width, slope = studio.near(11), studio.near(1.55, 0.08)
    pad = studio.pad(52, slope, width, top_hz=4_500)
    decay_s = studio.near(0.28)

    def pluck(pitch_hz: float, seconds: float) -> Samples:
        return tones.plucked(pitch_hz, seconds, 1.5, decay_s, 0.3)

    order = rng.choice(((0, 2, 3, 1), (0, 1, 2, 3, 4), (3, 2, 1, 0, 2)))
    steps = rng.choice(("9..8 ..8. 9..8 ..8.", "9.8. .8.. 9.8. .8.8", "..9. .8.. ..9. 8..8"))
    lead = studio.arpeggio(pluck, order, 64, 4, steps)
    line = rng.choice(("..r. ..r. ..r. ..r.", "r..r ..r. r..r ..r.", "rrrr rrrr rrrr rrrr"))
    low = studio.bass(lambda f, s: tones.plucked(f, s, 1.3, 0.5, 0.5), line, 33, 2)
    wide = Tone(120, 4_000, studio.tilt_db, room=0.9, room_s=1.2)
    far = Tone(250, 6_000, studio.tilt_db, room=0.7, room_s=1.0, echo=0.5)
    return Stems(
        studio.finish(kit.samples(), 0.16, Tone(25, 9_000, studio.tilt_db)),
        studio.ducked(studio.finish(low, 0.11, Tone(35, 900)), _FLOOR, 0.7, 0.12),
        studio.ducked(studio.finish(pad, 0.15, wide), _FLOOR, 0.75, 0.16),
        studio.finish(lead, 0.08, far),
    )


def disco(track: Track) -> Stems:
    """A band: a bass in octaves, a scratching guitar, strings on top, hats that hiss."""
    studio = Studio(track, swing=(0, 0.08))
    rng, noise = studio.rng, studio.noise
    kit = studio.canvas()
    kit.pattern(studio.kick(120, 0.015, 0.09, 1.1, 0.3), _FLOOR, 0.8)
    kit.pattern(drums.snare(210, 0.7, 1_000, 9_000, 0.06, noise), _BACKBEAT, 0.62)
    kit.pattern(drums.hiss(0.28, 5_500, 11_000, 0.13, noise), "..9. ..9. ..9. ..9.", 0.34)
    kit.pattern(drums.hiss(0.05, 6_500, 11_000, 0.02, noise), "7.37 7.37 7.37 7.37", 0.25)
    bite = studio.near(0.9)

    def finger(pitch_hz: float, seconds: float) -> Samples:
        return tones.plucked(pitch_hz, seconds, 1.35, 0.25, 0.12)

    def strum(pitch_hz: float, seconds: float) -> Samples:
        return tones.plucked(pitch_hz, seconds, bite, 0.05, 0.08)

    line = rng.choice(("r.o. r.o. r.o. r.o.", "r.o. r.o. r.o. rfos", "r.or .or. r.o. r.of"))
    low = studio.bass(finger, line, 33, 2)
    scratch = rng.choice(("9.59 ..95 9.59 .959", "..95 .959 ..95 9.59", "9595 ..95 9.95 ..95"))
    chords = studio.stabs(strum, scratch, 60, 1.2, (0, 2, 4, 6))
    strings = studio.pad(69, 0.9, studio.near(24), top_hz=9_500)
    swell = gate(studio.loop, levels(rng.choice(_SWELLS)), 0.15)
    crisp = Tone(35, 11_000, studio.tilt_db + 0.3, room=0.15, room_s=0.2)
    live = Tone(500, 10_000, studio.tilt_db, room=0.3, room_s=0.3)
    return Stems(
        studio.finish(kit.samples(), 0.16, crisp),
        studio.finish(low, 0.15, Tone(45, 3_500)),
        studio.finish(chords, 0.09, Tone(350, 9_000, studio.tilt_db)),
        studio.finish(strings * swell, 0.11, live),
    )


_SWELLS = (
    "9999 9999 9999 9999 9999 9999 9999 99.. 9999 9999 9999 9999 9999 9999 9... 9...",
    "9999 9999 9999 99.. 9999 9999 9999 99..",
    "3333 5555 7777 9999 9999 9999 9999 99..",
)
