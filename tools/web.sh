#!/usr/bin/env bash
# Builds the web pages into web/dist with Node 22; does nothing when they are newer than their sources.
#   tools/web.sh              packages and pages
#   tools/web.sh --packages   only what `npm ci` brings
set -euo pipefail
cd "$(dirname "$0")/.."
if [[ ! -f web/package.json ]]; then
    echo "There is no web/package.json yet: no pages are built."
    exit 0
fi
export PATH=$PWD/build/deps/node/bin:$PATH
mkdir -p build/web
exec 9>build/web/.lock
flock 9

installed=build/web/package-lock.json
if ! cmp -s web/package-lock.json "$installed" || [[ ! -d web/node_modules ]]; then
    (cd web && npm ci --no-audit --no-fund --loglevel=error)
    cp web/package-lock.json "$installed"
fi
[[ ${1:-} != --packages ]] || exit 0

stamp=build/web/stamp
newer=$(find web docs/openapi.json \( -name node_modules -o -path web/dist \) -prune -o ! -path web \
    -newer "$stamp" -print -quit 2>/dev/null || true)
if [[ -f $stamp && -f web/dist/index.html && -z $newer ]]; then
    exit 0
fi
touch "$stamp.new"
(cd web && npm run --silent build)
mv "$stamp.new" "$stamp"
