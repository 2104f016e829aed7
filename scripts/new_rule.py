"""Begin a rule: its file, its case file, and what to fill in. ``make new-rule CODE=NOT20 NAME=... FAMILY=...``

The new rule finds nothing, and the contract test names it until title, authority, words and cases are filled in.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
USAGE = "usage: make new-rule CODE=NOT20 NAME=weakness_of_new_kind FAMILY=note_against_code"

RULE = '''"""{code}."""

from denialrisk.features.edits import Resolve
from denialrisk.features.frames import Frames
from denialrisk.features.rows import Rows
from denialrisk.features.rules.registry import Authority, rule


@rule(
    code="{code}",
    title="TODO: what is wrong, in a few words",
    severity="review",
    authority=Authority("TODO: document", "TODO: section", "TODO: release", confirmed=False),
    since="2015-10-01",
    reason_family="coding_diagnosis",
    carc=(),
    edit=Resolve(),
    fix="TODO: what the coder does; if it names a diagnosis, say affirmed_by and ask as well (registry.py).",
    knowledge=(),
    article=(),
)
def {name}(c: Frames) -> Rows:
    """TODO: what the rule finds.

    Why it is denied: TODO.

    What to do: TODO.

    Fires: TODO.
    Does not fire: TODO.
    """
    return c.dx("TODO")
'''

CASES = """# {code}: TODO what is wrong, in a few words
# Three claims or more on each side, one of them on the first day the rule holds or the day before.
fires: []
silent: []
"""


def begin(code: str, name: str, family: str, root: Path = ROOT) -> list[Path]:
    """Write the files of a new rule and return their paths; exit with what is wrong if it cannot be begun."""
    folder = root / "features" / "rules" / family
    rule, cases = folder / f"{name}.py", root / "tests" / "cases" / f"{code}.yml"
    faults = {
        f"CODE must be three capitals and two digits or more, such as NOT20; found {code!r}": re.fullmatch(
            r"[A-Z]{3}\d{2,}", code
        ),
        f"NAME must be words in lower case joined by _; found {name!r}": re.fullmatch(r"[a-z][a-z0-9_]+", name),
        f"FAMILY must be words in lower case joined by _; found {family!r}": re.fullmatch(r"[a-z][a-z0-9_]+", family),
        f"codes of {family} begin with {' or '.join(_prefixes(folder))}; found {code!r}": code[:3]
        in (_prefixes(folder) or {code[:3]}),
        f"{cases} exists: the code is taken": not cases.exists(),
        f"{rule} exists: the name is taken": not rule.exists(),
    }
    wrong = [fault for fault, fine in faults.items() if not fine]
    if wrong:
        sys.exit("\n".join([*wrong, USAGE]))
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "__init__.py").exists():
        (folder / "__init__.py").write_text('"""TODO: what these rules are about."""\n', encoding="utf-8")
    rule.write_text(RULE.format(code=code, name=name), encoding="utf-8")
    cases.write_text(CASES.format(code=code), encoding="utf-8")
    return [rule, cases]


def _prefixes(folder: Path) -> set[str]:
    """The letters that codes of a family's rules begin with, which their files say first."""
    codes = (re.match(r'"""([A-Z]{3})\d+\.', file.read_text(encoding="utf-8")) for file in folder.glob("*.py"))
    return {code[1] for code in codes if code}


def main(arguments: list[str]) -> None:
    """Begin the rule named on the command line and say what comes next."""
    if len(arguments) != 3:
        sys.exit(USAGE)
    code, name, family = arguments
    for path in begin(code, name, family):
        sys.stdout.write(f"wrote {path.relative_to(ROOT)}\n")
    sys.stdout.write(
        "Fill in what says TODO, then: make fix (writes the page), python -m pytest tests/features/test_rule_pack.py\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
