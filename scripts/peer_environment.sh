#!/usr/bin/env bash
# An environment for packages that cannot stand beside this one. Usage: scripts/peer_environment.sh PYTHON FOLDER PACKAGE...
set -euo pipefail
python=$1 venv=$2
shift 2
if [ "$(cat "$venv/.done" 2>/dev/null)" != "$*" ]; then
  "$python" -m venv --clear "$venv"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
  echo "$*" > "$venv/.done"
fi
