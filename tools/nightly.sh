#!/usr/bin/env bash
# The long forms of what CI runs shortly, one after the other: a night on two cores.
#   tools/nightly.sh [part...]    crash crowd faults power simulate slow sqlmap fuzz asan tsan bench; without
#                                 any: all
# Each prints its seed and its last lines; all of it is in build/nightly/<part>.log. A part that fails does
# not keep the next from running. SEED=... repeats a night. build/nightly/record.md has the results as rows
# for the tables of docs/RELIABILITY.md.
set -uo pipefail
cd "$(dirname "$0")/.."
export SEED=${SEED:-$((RANDOM * 32768 + RANDOM + 1))}
parts=${*:-crash crowd faults power simulate slow sqlmap fuzz asan tsan bench}
preset=${HUAN_PRESET:-release}
folder=build/nightly
mkdir -p "$folder"
commit=$(git rev-parse --short HEAD 2>/dev/null || echo unknown)
echo "== night of $(date -u +%F), $commit, seed $SEED: $parts"

# Many short stories of fifty kills each, for each ends with the comparison of everything.
run_crash() {
    local store story
    for store in sqlite postgres; do
        for story in 1 2 3 4 5 6; do
            N=50 STORE=$store SEED=$((SEED + story)) tools/crash.sh crash || return 1
        done
    done
}
run_crowd() { PEOPLE=3000 tools/crash.sh crowd; }
run_faults() { tools/crash.sh faults; }
run_power() {
    HUAN_POWER_CUTS=5000 HUAN_SEED=$SEED "build/$preset/tests/store_test" --gtest_filter='PowerLoss.*'
}
run_simulate() { tools/build.sh "$preset" simulate && "build/$preset/simulate" 10000000 "$SEED"; }
run_slow() { tools/garbage.sh slow; }
run_sqlmap() { tools/garbage.sh sqlmap; }
run_fuzz() { tools/fuzz.sh 1800; }
run_asan() { tools/sanitize.sh address && tools/sanitize.sh address http_test; }
run_tsan() { tools/sanitize.sh thread; }
run_bench() { tools/setup.sh --bench && bench/run.sh; }

status=0
for part in $parts; do
    declare -F "run_$part" >/dev/null || { echo "tools/nightly.sh: no part $part" >&2; exit 2; }
    start=$SECONDS
    result=ok
    "run_$part" >"$folder/$part.log" 2>&1 || { result=FAILED; status=1; }
    printf '== %-9s %s, %d s\n' "$part" "$result" $((SECONDS - start))
    tail -12 "$folder/$part.log" | sed 's/^/   /'
    printf '| %s, %s | %s, seed %s | %s, %d s |\n' "$(date -u +%F)" "$commit" "$part" "$SEED" \
        "$result" $((SECONDS - start)) >>"$folder/record.md"
done
exit $status
