"""Write the generated pages of the documentation; ``--check`` fails when one is stale.

A page is a path in PAGES and the function that returns its text, from what the code declares and nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "scripts")]

from inputs_page import inputs  # noqa: E402 -- after src is on the path

from denialrisk.data.schema import ELEMENTS, TABLES, Column, Nested, Table  # noqa: E402 -- after src is on the path
from denialrisk.features.rules.pages import coverage, grid, index, page  # noqa: E402 -- after src is on the path
from denialrisk.features.rules.registry import pack  # noqa: E402 -- after src is on the path

GENERATED = "<!-- Written by scripts/pages.py from the code. Change the code, then run `make fix`. -->"


def tables() -> str:
    """docs/tables.md: every table and column of data/schema.py."""
    parts = [
        "# Tables",
        (
            "Every table of denialrisk, as declared in [data/schema.py](../data/schema.py). "
            "`lines.units` is the column `units` of the nested list `lines`. Money is in US dollars."
        ),
        " · ".join(f"[{table.name}](#{table.name})" for table in TABLES) + " · [elements](#elements)",
    ]
    parts += [_table(table) for table in TABLES]
    parts.append("## elements\n\nWhat the column `element` of evidence may say.\n")
    parts[-1] += "\n" + grid(("element", "meaning"), [(f"`{name}`", text) for name, text in ELEMENTS.items()])
    return "\n\n".join(parts) + "\n"


def _table(table: Table) -> str:
    rows = list(_rows(table.columns, ""))
    return f"## {table.name}\n\nOne row is {table.row}.\n\n" + grid(("column", "type", "null when", "meaning"), rows)


def _rows(columns: tuple[Column | Nested, ...], path: str) -> Iterator[tuple[str, ...]]:
    for column in columns:
        name = f"`{path}{column.name}`"
        if isinstance(column, Nested):
            yield name, "list of records", "never", column.meaning
            yield from _rows(column.columns, f"{path}{column.name}.")
        else:
            yield name, _type(column), column.null or "never", column.meaning + _limits(column)


def _type(column: Column) -> str:
    text = str(column.type).replace("item: ", "").replace("date32[day]", "date").replace("double", "float64")
    return text.replace("list<", "list of ").replace(">", "")


def _limits(column: Column) -> str:
    values = "; one of " + ", ".join(f"`{value}`" for value in column.values) if column.values else ""
    low = f"; {column.low:g} or more" if column.low is not None else ""
    high = f"; {column.high:g} or less" if column.high is not None else ""
    return values + low + high


PAGES: dict[str, Callable[[], str]] = {
    "docs/inputs.md": inputs,
    "docs/tables.md": tables,
    "docs/coverage.md": coverage,
    "docs/rules/README.md": index,
    **{f"docs/rules/{rule.code}.md": partial(page, rule) for rule in pack()},
}


def stale(root: Path) -> list[str]:
    """Pages whose text under ``root`` is not what the code says now."""
    return [path for path, text in PAGES.items() if _read(root / path) != _page(text)]


def write(root: Path) -> list[str]:
    """Write the stale pages and return their paths."""
    changed = stale(root)
    for path in changed:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(_page(PAGES[path]), encoding="utf-8")
    return changed


def _page(text: Callable[[], str]) -> str:
    return f"{GENERATED}\n\n{text()}"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def main(arguments: list[str]) -> int:
    """Write the pages, or with ``--check`` say which are stale; 1 when there are any."""
    if arguments not in ([], ["--check"]):
        sys.stderr.write("usage: pages.py [--check]\n")
        return 2
    if not arguments:
        sys.stdout.writelines(f"wrote {path}\n" for path in write(ROOT))
        return 0
    old = stale(ROOT)
    sys.stderr.writelines(
        f"{path} is stale: run 'make fix' (or python scripts/pages.py) and commit it\n" for path in old
    )
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
