"""denialrisk: which claims coded for weakness will be denied, why, and what to do about it.

The names that a program of one's own begins with (docs/python.md shows them at work) are imported when they are first
asked for, since some of them bring large libraries along.
"""

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from denialrisk.features.inputs import Claims, Remits
    from denialrisk.serving.batch import Options, score_batch
    from denialrisk.serving.bundle import Bundle, load
    from denialrisk.serving.job import Job, Summary
    from denialrisk.serving.score import score
    from denialrisk.serving.scorer import Scorer
    from denialrisk.serving.worklist import read as read_worklist
    from denialrisk.training.config import Config
    from denialrisk.training.monitor import Monitored, monitor
    from denialrisk.training.tracking import Store
    from denialrisk.training.train import Given, Trained, train

__version__ = "0.1.0"
__all__ = [
    "Bundle", "Claims", "Config", "Given", "Job", "Monitored", "Options", "Remits", "Scorer", "Store", "Summary",
    "Trained", "load", "monitor", "read_worklist", "score", "score_batch", "train",
]  # fmt: skip

_WHERE = {
    "Bundle": "serving.bundle:Bundle",
    "Claims": "features.inputs:Claims",
    "Config": "training.config:Config",
    "Given": "training.train:Given",
    "Job": "serving.job:Job",
    "Monitored": "training.monitor:Monitored",
    "Options": "serving.batch:Options",
    "Remits": "features.inputs:Remits",
    "Scorer": "serving.scorer:Scorer",
    "Store": "training.tracking:Store",
    "Summary": "serving.job:Summary",
    "Trained": "training.train:Trained",
    "load": "serving.bundle:load",
    "monitor": "training.monitor:monitor",
    "read_worklist": "serving.worklist:read",
    "score": "serving.score:score",
    "score_batch": "serving.batch:score_batch",
    "train": "training.train:train",
}

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


def __getattr__(name: str) -> Any:
    if name in _WHERE:
        module, _, of = _WHERE[name].partition(":")
        return getattr(import_module(f"{__name__}.{module}"), of)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
