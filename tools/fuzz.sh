#!/usr/bin/env bash
# Runs the fuzz targets of tests/fuzz, JOBS (2) at a time, and fails when one of them finds something.
#   tools/fuzz.sh [seconds [target...]]    60 seconds each; without targets: all
# SEED chooses the seed. What a target found is kept in build/fuzz/found/ and named; run the target on that
# file to see it again. What it learnt stays in build/fuzz/corpus/ and helps the next run.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-60}
shift || true
began=$SECONDS
tools/build.sh fuzz
echo "== built in $((SECONDS - began)) s"
targets=${*:-$(grep . build/fuzz/targets.txt)}
seed=${SEED:-$((RANDOM * 32768 + RANDOM + 1))}
# Debian names it by its version; without one the traces have addresses only.
symbolizer=$(command -v llvm-symbolizer-16 llvm-symbolizer-14 | head -1 || true)
[[ -z $symbolizer ]] || ASAN_SYMBOLIZER_PATH=$(readlink -f "$symbolizer") && export ASAN_SYMBOLIZER_PATH
mkdir -p build/fuzz/found
rm -f build/fuzz/*.log

fuzz() {
    local target=$1 log=build/fuzz/$1.log status=0 runs
    mkdir -p "build/fuzz/corpus/$target"
    # Twice the time and some: for what it learnt before, and for an input that never ends.
    UBSAN_OPTIONS=print_stacktrace=1 timeout --kill-after=10 $((seconds * 2 + 120)) \
        "build/fuzz/fuzz_$target" -seed="$seed" \
        -max_total_time="$seconds" -timeout=20 -rss_limit_mb=2048 -max_len=65536 -print_final_stats=1 \
        -artifact_prefix="build/fuzz/found/$target-" \
        "build/fuzz/corpus/$target" "tests/fuzz/seeds/$target" >"$log" 2>&1 || status=$?
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    [[ $status != 0 || ${runs:-0} -gt 0 ]] || status=1  # A target that ran nothing has shown nothing.
    printf '%-12s seed %s, %s inputs in %s s: %s\n' "$target" "$seed" "${runs:-?}" "$seconds" \
        "$([[ $status == 0 ]] && echo ok || echo FAILED)"
    [[ $status != 0 ]] || return 0
    grep -E 'A promise is broken|ERROR:|runtime error|SUMMARY|Test unit written|^Base64:' "$log" >&2 ||
        tail -20 "$log" >&2
    return 1
}
export -f fuzz
export seconds seed

status=0
printf '%s\n' $targets | xargs -P "${JOBS:-2}" -I{} bash -c 'fuzz {}' || status=1
echo "== fuzz: $([[ $status == 0 ]] && echo ok || echo FAILED), $((SECONDS - began)) s"
[[ $status == 0 ]] || { echo "fuzz failed with seed $seed (build/fuzz/<target>.log)" >&2; exit 1; }
