#!/usr/bin/env bash
# Builds with a sanitizer and runs unit programs on SQLite, JOBS (2) at a time, up to a first finding each.
#   tools/sanitize.sh address [program...]   memory and undefined behaviour; all programs but http_test
#   tools/sanitize.sh thread [program...]    data races; the programs in which threads meet
# Neither has chDB, which brings its own allocator. FILTER=... is handed on as --gtest_filter.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:-}
shift || true
case $kind in
    address)
        preset=asan
        # Whole demos take minutes this way, and questions more time than the store gives them.
        FILTER=${FILTER:--Demo.*:demo.has_no_empty_step*:demo.the_same_order*}
        programs=${*:-server_test capture_test insight_test simulation_test customer_test offer_test
            scene_test store_test jobs_test access_test effect_test history_test loop_test demo_test
            sales_test channel_test base_test}
        ;;
    thread)
        preset=tsan
        programs=${*:-store_test jobs_test http_test offer_test customer_test}
        ;;
    *) sed -n '2,5s/^# //p' "$0" >&2; exit 2 ;;
esac
began=$SECONDS
# shellcheck disable=SC2086
tools/build.sh "$preset" $programs
echo "== built in $((SECONDS - began)) s"

symbolizer=$(command -v llvm-symbolizer-16 llvm-symbolizer-14 | head -1 || true)
[[ -z $symbolizer ]] || export ASAN_SYMBOLIZER_PATH=$symbolizer TSAN_SYMBOLIZER_PATH=$symbolizer
export UBSAN_OPTIONS=print_stacktrace=1 ASAN_OPTIONS=detect_leaks=1
export TSAN_OPTIONS=suppressions=$PWD/tools/tsan.supp:halt_on_error=1:second_deadlock_stack=1
export folder=build/$preset/results FILTER=${FILTER:-*} preset
unset HUAN_TEST_POSTGRES HUAN_TEST_MYSQL
mkdir -p "$folder"
rm -f "$folder"/*.log

run() {
    local log=$folder/$1.log start=$SECONDS status=0
    timeout --kill-after=10 1800 "build/$preset/tests/$1" --gtest_brief=1 --gtest_color=no \
        --gtest_filter="$FILTER" >"$log" 2>&1 || status=$?
    printf '%-18s %4d s  %s, %s\n' "$1" $((SECONDS - start)) \
        "$([[ $status == 0 ]] && echo ok || echo FAILED)" \
        "$(grep -E '^\[  (PASSED|FAILED)  \] [0-9]+ tests?' "$log" | tail -1 || true)"
    [[ $status != 0 ]] || return 0
    grep -nE -A30 'ERROR: |WARNING: ThreadSanitizer|runtime error:|: Failure' "$log" | head -120 >&2 ||
        tail -30 "$log" >&2
    return 1
}
export -f run
status=0
# shellcheck disable=SC2086
printf '%s\n' $programs | xargs -P "${JOBS:-2}" -I{} bash -c 'run {}' || status=1
echo "== $kind: $([[ $status == 0 ]] && echo ok || echo FAILED), $((SECONDS - began)) s ($folder/)"
exit $status
