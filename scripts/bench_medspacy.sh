#!/usr/bin/env bash
# Measure medspaCy with ConText beside the note reader, on the same notes. Usage: scripts/bench_medspacy.sh PYTHON
# medspaCy cannot be installed beside this package (it pins another numpy), so it gets .venv-medspacy.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${1:-python3}
venv=.venv-medspacy
bash scripts/peer_environment.sh "$python" "$venv" medspacy
notes=$(mktemp); trap 'rm -f "$notes"' EXIT
PYTHONPATH=src "$python" - "$notes" <<'PY'
import json
import sys
from pathlib import Path

sys.path.insert(0, "benchmarks")
from notes import notes_of

texts = notes_of(Path("tests/notes/tuned.jsonl"), Path("tests/notes/held_out.jsonl"))
Path(sys.argv[1]).write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
PY
PYTHONPATH=src "$python" benchmarks/notes.py
"$venv/bin/python" scripts/bench_medspacy.py "$notes" 2>/dev/null
