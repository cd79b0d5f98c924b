#!/bin/sh
# Resolve the workspace once, then export it with hashes and without download addresses:
# requirements/dev.txt for this machine, requirements/<service>.txt for each image, and
# requirements/analyzer-fast.txt for an analyzer image with numba.
set -eu
cd "$(dirname "$0")/.."
uv=.venv/bin/uv
[ -x "$uv" ] || uv=uv
export_locked() { "$uv" export -q --frozen --no-emit-workspace --no-header --no-annotate "$@"; }

"$uv" lock -q "$@"
mkdir -p requirements
export_locked --all-packages --group dev -o requirements/dev.txt >/dev/null
export_locked --only-group mutation -o requirements/mutation.txt >/dev/null
export_locked --only-group node -o requirements/node.txt >/dev/null
for service in services/*; do
    name=$(basename "$service")
    export_locked --package "maxsignal-$name" --no-dev -o "requirements/$name.txt" >/dev/null
done
export_locked --package maxsignal-analyzer --extra fast --no-dev -o requirements/analyzer-fast.txt >/dev/null
# The one-shot migrate job is libs/common and nothing else.
export_locked --package maxsignal-common --no-dev -o requirements/common.txt >/dev/null
if grep -lE 'https?://' requirements/*.txt; then echo "lock: a download address slipped in" >&2; exit 1; fi
