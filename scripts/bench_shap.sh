#!/usr/bin/env bash
# Measure exact contributions beside fasttreeshap and woodelf. Usage: scripts/bench_shap.sh PYTHON [ROWS]
# fasttreeshap is built against NumPy before 2, which this package does not use, so the peers get .venv-shap.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${1:-python3}
venv=.venv-shap
bash scripts/peer_environment.sh "$python" "$venv" "numpy<2" "pandas<2.3" lightgbm numba fasttreeshap woodelf-explainer
PYTHONPATH=src "$venv/bin/python" -W ignore benchmarks/contributions.py "${@:2}"
