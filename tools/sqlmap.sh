#!/usr/bin/env bash
# Tries SQL injection (Debian's sqlmap) on every parameter of every list, by hand: it takes a while.
#   tools/sqlmap.sh [path...]     for example /api/orders; without any: all. HUAN_SQLMAP_ARGS for more options
set -euo pipefail
cd "$(dirname "$0")/.."
command -v sqlmap >/dev/null || { echo "sqlmap is missing: apt-get install sqlmap" >&2; exit 1; }
export PATH=$PWD/build/deps/node/bin:$PATH
export HUAN_BIN=${HUAN_BIN:-$PWD/build/${HUAN_PRESET:-release}/huan}
# shellcheck disable=SC2086
exec node tests/garbage/sqlmap.mjs "$@" ${PATHS:-}
