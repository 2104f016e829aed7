#!/usr/bin/env bash
# Measure medspaCy with ConText beside the note reader and the whole command. Usage: scripts/bench_medspacy.sh PYTHON
# medspaCy cannot be installed beside this package (it pins another numpy), so it gets .venv-medspacy, which both use.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${1:-python3}
bash scripts/peer_environment.sh "$python" .venv-medspacy medspacy
"$python" benchmarks/notes.py
"$python" benchmarks/end_to_end.py 20000 5000
