#!/usr/bin/env bash
# Long forms of tests/crash, with what is built:
#   tools/crash.sh crash     kills (N=20, STORE=sqlite|postgres or both, SEED=...)
#   tools/crash.sh crowd     the last 100 coupons (PEOPLE=3000, SEED=...)
#   tools/crash.sh faults    full disk, failing disk, stepping clock, lost connections
set -euo pipefail
cd "$(dirname "$0")/.."
# What dies must have promised to keep: PostgreSQL with its own durability on.
[[ ${1:-} != faults ]] || export HUAN_POSTGRES_DURABLE=1
if [[ -z ${HUAN_TEST_POSTGRES:-} ]]; then exec tools/postgres.sh tools/crash.sh "$@"; fi
export PATH=$PWD/build/deps/node/bin:$PATH
export HUAN_BIN=${HUAN_BIN:-$PWD/build/${HUAN_PRESET:-release}/huan}
[[ -z ${SEED:-} ]] || export HUAN_SEED=$SEED
[[ -z ${STORE:-} ]] || export HUAN_STORE=$STORE
case ${1:-} in
    crash) export HUAN_KILLS=${N:-20} ;;
    crowd) export HUAN_CROWD=${PEOPLE:-3000} ;;
    faults) ;;
    *) sed -n '2,5s/^# //p' "$0" >&2; exit 2 ;;
esac
name=$1
[[ $name != crash ]] || name=kill
file=tests/crash/$name.test.mjs
[[ $name != faults ]] || file=tests/crash/faults.mjs
exec node --test --test-reporter=spec "$file"
