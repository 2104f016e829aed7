"""denialrisk: which claims coded for weakness will be denied, why, and what to do about it."""

from pathlib import Path

__version__ = "0.1.0"

_HERE = Path(__file__).resolve().parent
_CHECKOUT = _HERE.parents[1]

if not (_HERE / "data").is_dir():
    # A checkout without symbolic links (Windows by default): the four folders are then plain text files here.
    if not (_CHECKOUT / "data" / "schema.py").is_file():
        raise ImportError(
            f"denialrisk is incomplete: {_HERE} has no folder 'data', and no checkout stands above it. "
            "Expected links to data, features, serving and training. Install with pip, or clone with "
            "'git clone -c core.symlinks=true'."
        )
    __path__.append(str(_CHECKOUT))
