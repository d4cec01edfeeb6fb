#!/usr/bin/env bash
# Measures Huan beside its peers; needs tools/setup.sh --bench and the release build.
#   bench/run.sh                      everything, five repetitions a side (about 40 minutes)
#   bench/run.sh --quick claims       one short repetition of one measure; leaves bench/results.json alone
#   bench/run.sh --long start         with the parts that take hours
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
for program in wrk redis-server redis-benchmark /usr/sbin/nginx /usr/lib/postgresql/15/bin/pgbench; do
    command -v "$program" >/dev/null && continue
    echo "$program is missing: run tools/setup.sh --bench" >&2
    exit 1
done
export HUAN_BIN=${HUAN_BIN:-$root/build/${HUAN_PRESET:-release}/huan}
export HUAN_CHDB=${HUAN_CHDB:-$root/build/deps/chdb/libchdb.so}
export PATH="$root/build/deps/node/bin:$PATH"
exec node "$root/bench/run.mjs" "$@"
