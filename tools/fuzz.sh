#!/usr/bin/env bash
# Runs the fuzz targets of tests/fuzz, one after the other, and fails when one of them finds something.
#   tools/fuzz.sh [seconds [target...]]    60 seconds each; without targets: all
# HUAN_SEED chooses the seed. What a target found is kept in build/fuzz/found/ and named; run the target on
# that file to see it again. What it learnt stays in build/fuzz/corpus/ and helps the next run.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
shift || true
tools/build.sh fuzz
targets=${*:-$(grep . build/fuzz/targets.txt)}
seed=${HUAN_SEED:-$((RANDOM * 32768 + RANDOM + 1))}
mkdir -p build/fuzz/found
failed=()
for target in $targets; do
    mkdir -p "build/fuzz/corpus/$target"
    log=build/fuzz/$target.log
    status=0
    UBSAN_OPTIONS=print_stacktrace=1 "build/fuzz/fuzz_$target" -seed="$seed" -max_total_time="$seconds" \
        -timeout=10 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 \
        -artifact_prefix="build/fuzz/found/$target-" \
        "build/fuzz/corpus/$target" "tests/fuzz/seeds/$target" >"$log" 2>&1 || status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    printf '%-12s seed %s, %s inputs in %s s: %s\n' "$target" "$seed" "${runs:-?}" "$seconds" \
        "$([[ $status == 0 ]] && echo ok || echo FAILED)"
    if [[ $status != 0 ]]; then
        failed+=("$target")
        grep -E 'A promise is broken|ERROR:|runtime error|SUMMARY|Test unit written' "$log" >&2 ||
            tail -20 "$log" >&2
    fi
done
[[ ${#failed[@]} == 0 ]] || { echo "fuzz failed: ${failed[*]} (build/fuzz/<target>.log)" >&2; exit 1; }
