#!/bin/sh
# Make .venv hold exactly what requirements/dev.txt pins, plus every workspace member, editable.
# Idempotent: a stamp of the inputs makes the second call return at once.
set -eu
cd "$(dirname "$0")/.."

stamp=$(cat .python-version requirements/dev.txt pyproject.toml libs/*/pyproject.toml services/*/pyproject.toml | cksum)
[ -x .venv/bin/maxsignal ] && [ "$(cat .venv/.stamp 2>/dev/null || true)" = "$stamp" ] && exit 0

is_313() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null; }

# uv's own download of Python needs uv first; any Python that has venv and pip can bring it.
python_from_uv() {
    for helper in python3 python; do
        "$helper" -m venv .bootstrap 2>/dev/null && .bootstrap/bin/python -m pip install -q 'uv>=0.13,<0.14' || continue
        .bootstrap/bin/uv venv -q --clear --seed --python-preference only-managed --python 3.13 .venv && return 0
    done
    return 1
}

if ! { [ -x .venv/bin/python ] && is_313 .venv/bin/python; }; then
    rm -rf .venv
    for candidate in python3.13 python3; do
        is_313 "$candidate" || continue
        "$candidate" -m venv .venv 2>/dev/null && break
        rm -rf .venv
    done
    [ -x .venv/bin/python ] || python_from_uv || {
        echo "setup: Max Signal needs Python 3.13 with venv and pip, and none was found." >&2
        echo "  Debian/Ubuntu: apt install python3.13-venv    macOS: brew install python@3.13" >&2
        echo "  anywhere:      pyenv install 3.13             then run 'make setup' again" >&2
        exit 1
    }
fi

echo "setup: installing the locked dependencies" >&2
.venv/bin/python -m pip install -q --disable-pip-version-check 'uv>=0.13,<0.14'
VIRTUAL_ENV=$PWD/.venv
export VIRTUAL_ENV
# A company's proxy is known to the system's certificate store, not to the one uv brings.
if [ -e /etc/ssl/certs/ca-certificates.crt ]; then
    UV_SYSTEM_CERTS=${UV_SYSTEM_CERTS:-1}
    export UV_SYSTEM_CERTS
fi
.venv/bin/uv pip install -q --require-hashes -r requirements/dev.txt
members=''
for member in libs/* services/*; do members="$members -e ./$member"; done
# shellcheck disable=SC2086  # one argument per member
.venv/bin/uv pip install -q --no-deps $members
printf '%s' "$stamp" > .venv/.stamp
