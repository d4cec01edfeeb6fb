#!/usr/bin/env bash
# Garbage by other people's tools, by hand, all on loopback:
#   tools/garbage.sh sqlmap [path...]    SQL injection into every parameter of every list; HUAN_SQLMAP_ARGS
#   tools/garbage.sh slow                slow headers, slow bodies, slow reading; N connections (1000)
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH=$PWD/build/deps/node/bin:$PATH NODE_NO_WARNINGS=1
export HUAN_BIN=${HUAN_BIN:-$PWD/build/${HUAN_PRESET:-release}/huan}
case ${1:-} in
    sqlmap) tool=sqlmap ;;
    slow) tool=slowhttptest ;;
    *) sed -n '2,4s/^# //p' "$0" >&2; exit 2 ;;
esac
shift
command -v "$tool" >/dev/null || { echo "$tool is missing: run tools/setup.sh" >&2; exit 1; }
exec node "tests/garbage/$tool.mjs" "$@"
