"""What claims and notes are read by: a bundle is only scored where it is the same as where it was trained."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from denialrisk.data import codes
from denialrisk.data.billing.published import billing_tables
from denialrisk.data.codes.releases import releases
from denialrisk.features.rules.registry import RULE_PACK, RULES, pack

FEATURES: Final = Path(__file__).parent
CODES: Final = Path(codes.__file__).parent
"""Beside the rules, what makes features of a claim and its notes: note reader, words, tables of codes."""


@cache
def fingerprint() -> dict[str, str]:
    """What claims and notes are read by, for the bundle's record: digests of the rules (policies of the user's own
    among them), of all else that makes features (the note reader and its words ...), and the tables in force.
    """
    declared = [repr({name: value for name, value in vars(each).items() if name != "find"}) for each in pack()]
    others = [path for folder in (FEATURES, CODES) for path in _sources(folder) if RULES not in path.parents]
    sets = [f"{release} {release.starts}..{release.ends} {release.sha256[:12]}" for release in releases()]
    return {
        "rule_pack": RULE_PACK,
        "rules": _digest(*map(str.encode, declared), *map(Path.read_bytes, _sources(RULES))),
        "features": _digest(*map(Path.read_bytes, others)),
        "code_sets": "; ".join(sets),
        "billing_tables": _digest(*map(Path.read_bytes, billing_tables())),
    }


def _sources(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in {".py", ".yml", ".csv"})


def _digest(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part).digest())  # so that no two sequences of parts run together
    return digest.hexdigest()
