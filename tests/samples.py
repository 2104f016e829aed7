"""Where sample files lie that are not in the repository: the folder in DENIALRISK_SAMPLES."""

import os
from pathlib import Path

SAMPLES = Path(os.environ.get("DENIALRISK_SAMPLES", "/work/shared/data"))
