#!/bin/sh
# `build` makes services/api/dashboard/dist, `test` checks its code; both are skipped where there is no Node.
# Idempotent: a stamp of the sources makes a second build return at once.
set -eu
cd "$(dirname "$0")/../services/api/dashboard"

if ! node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null; then
    echo "dashboard: skipped, Node.js 20.19 or newer was not found; everything else works without it" >&2
    exit 0
fi

packages=$(cat package-lock.json .npmrc | cksum)
if [ "$(cat node_modules/.stamp 2>/dev/null || true)" != "$packages" ]; then
    echo "dashboard: installing the locked packages" >&2
    npm ci --silent --no-progress
    printf '%s' "$packages" > node_modules/.stamp
fi
[ src/api/schema.d.ts -nt openapi.json ] || npm run --silent api-types >/dev/null

case ${1:-build} in
test)
    npm run --silent lint
    npm run --silent types
    npm run --silent test
    ;;
build)
    sources=$(find src public scripts index.html vite.config.ts package-lock.json -type f | sort | xargs cksum | cksum)
    [ "$(cat dist/.stamp 2>/dev/null || true)" = "$sources" ] && exit 0
    npm run --silent build >&2
    printf '%s' "$sources" > dist/.stamp
    ;;
esac
