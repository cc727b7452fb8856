"""A spectrogram as a small picture."""

import io

import numpy as np

_WIDTH_PX = 480
# From quiet to loud: near-black, violet, amber, warm white. Positions from 0 to 1, and RGB.
_STOPS = (0.0, 0.35, 0.7, 1.0)
_COLOURS = ((16, 12, 20), (92, 40, 98), (255, 176, 79), (255, 244, 224))
_QUIETEST_SHARE = 0.05


def spectrogram_png(log_mel: np.ndarray) -> bytes:
    """A PNG of a log-mel spectrogram (n_mels, n_frames): time to the right, low notes below."""
    from PIL import Image

    low, high = np.quantile(log_mel, [_QUIETEST_SHARE, 1.0])
    levels = np.clip((log_mel - low) / max(float(high - low), 1e-9), 0, 1)
    narrow = _narrowed(levels, _WIDTH_PX)[::-1]
    channels = [np.interp(narrow, _STOPS, values) for values in zip(*_COLOURS, strict=True)]
    picture = Image.fromarray(np.stack(channels, axis=-1).astype(np.uint8))
    file = io.BytesIO()
    # A palette keeps it small enough to go with the page.
    picture.quantize(64).save(file, format="PNG", optimize=True)
    return file.getvalue()


def _narrowed(levels: np.ndarray, width: int) -> np.ndarray:
    """(n_mels, at most `width`) the mean over neighbouring frames."""
    frames = levels.shape[1]
    if frames <= width:
        return levels
    edges = np.linspace(0, frames, width, endpoint=False).astype(int)
    sums = np.add.reduceat(levels, edges, axis=1)
    narrow: np.ndarray = sums / np.diff([*edges, frames])
    return narrow
