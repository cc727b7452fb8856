"""Where the study data lies: beside the checkout, or where SEGUE_STUDY_DATA says."""

import os
from pathlib import Path

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
STUDY_DATA = Path(os.environ.get("SEGUE_STUDY_DATA") or _BESIDE)
