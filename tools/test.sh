#!/usr/bin/env bash
# Runs the tests of what is built and prints, last, `N passed, N failed`.
#   tools/test.sh [suite...]    suites: style unit api garbage crash web e2e dist; without any: all
# HUAN_PRESET chooses the build (release). Unit tests run on SQLite and on a PostgreSQL started for them.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
preset=${HUAN_PRESET:-release}
wanted=${*:-style unit api garbage crash web e2e dist}

# The whole run has one PostgreSQL and one MariaDB: this script starts itself again under it.
if [[ -z ${HUAN_TEST_POSTGRES:-} && $wanted =~ unit|api|crash|e2e ]]; then
    exec tools/postgres.sh tools/mysql.sh tools/test.sh "$@"
fi

export PATH=$root/build/deps/node/bin:$PATH
export HUAN_BIN=$root/build/$preset/huan
export HUAN_WEB=$root/web/dist
export HUAN_CHROMIUM=${HUAN_CHROMIUM:-$(command -v chromium || true)}
export NO_COLOR=1 FORCE_COLOR=0
results=$root/build/$preset/results
rm -rf "$results"
mkdir -p "$results"

passed=0
failed=0
skipped=0
summary=()

skip() { summary+=("$(printf '%-22s' "$1")       -  $2"); }

# count <suite> <kind of result> <result file> <exit status> <seconds>
count() {
    local p f s
    read -r p f s < <(python3 tools/suites.py "$2" "$3")
    if [[ $4 != 0 && $f == 0 ]]; then
        f=1
        echo "$1 ended with status $4, though no test of it failed." >&2
    fi
    passed=$((passed + p))
    failed=$((failed + f))
    skipped=$((skipped + s))
    summary+=("$(printf '%-22s %5ds  %d passed, %d failed, %d skipped' "$1" "$5" "$p" "$f" "$s")")
}

# timed <suite> <kind> <result file> command...
timed() {
    local suite=$1 kind=$2 result=$3 start=$SECONDS status=0
    shift 3
    echo "--- $suite"
    timeout --kill-after=10 "${HUAN_TEST_TIMEOUT:-1200}" "$@" || status=$?
    count "$suite" "$kind" "$result" "$status" $((SECONDS - start))
}

run_style() {
    compgen -G 'tests/style/*_test.py' >/dev/null || { skip style "there are no such tests yet"; return; }
    local result=$results/style.txt
    timed style unittest "$result" bash -o pipefail -c \
        "python3 -m unittest discover -s tests/style -p '*_test.py' 2>&1 | tee '$result'"
}

# One after the other. What a program says comes at its end and in one piece, so that two lanes can be read.
unit_lane() {
    local program start status
    for program in "$@"; do
        start=$SECONDS
        status=0
        timeout --kill-after=10 "${HUAN_TEST_TIMEOUT:-1200}" "build/$preset/tests/$program" --gtest_brief=1 \
            --gtest_color=no "--gtest_output=json:$results/$program.json" \
            >"$results/$program.log" 2>&1 || status=$?
        echo "$status $((SECONDS - start))" >"$results/$program.end"
        { flock 9; echo "--- unit $program"; cat "$results/$program.log"; } 9>"$results/lock"
    done
}
export -f unit_lane
export preset results

# Two lanes of about the same length. Each has a PostgreSQL of its own: what is settled in a journal depends
# on all transactions of a server.
run_unit() {
    local program first=() second=() status seconds
    while read -r program; do
        case $program in
            customer_test | capture_test | scene_test | server_test) second+=("$program") ;;
            *) first+=("$program") ;;
        esac
    done < <(grep . "build/$preset/tests/programs.txt" 2>/dev/null)
    [[ ${#first[@]} -gt 0 ]] || { skip unit "there are no unit tests yet"; return; }
    env -u HUAN_TEST_POSTGRES tools/postgres.sh bash -c 'unit_lane "$@"' lane "${second[@]}" &
    unit_lane "${first[@]}"
    wait $! || true
    for program in "${first[@]}" "${second[@]}"; do
        status=1 seconds=0
        read -r status seconds <"$results/$program.end" || true
        count "unit $program" gtest "$results/$program.json" "$status" "$seconds"
    done
}

# What tests/package.json (or that of one suite) asks for.
node_packages() {
    local folder=$1
    [[ -f $folder/package-lock.json ]] || return 0
    if [[ ! -f $folder/node_modules/.package-lock.json || \
        $folder/package-lock.json -nt $folder/node_modules/.package-lock.json ]]; then
        (cd "$folder" && npm ci --omit=dev --no-audit --no-fund --loglevel=error)
        touch "$folder/node_modules/.package-lock.json"
    fi
}

run_node() {
    local suite=$1 files=()
    mapfile -t files < <(find "tests/$suite" -name node_modules -prune -o \
        \( -name '*.test.mjs' -o -name '*.test.js' -o -name '*.test.ts' \) -print 2>/dev/null | sort)
    [[ ${#files[@]} -gt 0 ]] || { skip "$suite" "there are no tests/$suite/*.test.mjs yet"; return; }
    [[ -x $HUAN_BIN ]] || { skip "$suite" "there is no server to test yet"; return; }
    node_packages tests
    node_packages "tests/$suite"
    timed "$suite" tap "$results/$suite.tap" node --test --test-concurrency=1 \
        --test-reporter=spec --test-reporter-destination=stdout \
        --test-reporter=tap --test-reporter-destination="$results/$suite.tap" "${files[@]}"
}

run_web() {
    [[ -f web/package.json ]] || { skip web "there is no web/package.json yet"; return; }
    tools/web.sh --packages
    compgen -G 'web/node_modules/.bin/vitest' >/dev/null || { skip web "web has no vitest yet"; return; }
    timed web vitest "$results/web.json" npx --prefix web vitest run --root web --passWithNoTests \
        --reporter=default --reporter=json --outputFile.json="$results/web.json"
}

run_e2e() {
    [[ -n $HUAN_CHROMIUM ]] || { skip e2e "Chromium is missing: run tools/setup.sh"; return; }
    tools/web.sh
    run_node e2e
}

run_dist() {
    [[ $preset == release ]] || { skip dist "the tarball holds a release build"; return; }
    tools/dist.sh
    run_node dist
}

for suite in $wanted; do
    case $suite in
        style) run_style ;;
        unit) run_unit ;;
        api | garbage | crash) run_node "$suite" ;;
        web) run_web ;;
        e2e) run_e2e ;;
        dist) run_dist ;;
        *) echo "There is no suite '$suite'." >&2; exit 2 ;;
    esac
done

echo
printf '%s\n' "${summary[@]}"
echo
tail=
[[ $skipped == 0 ]] || tail=", $skipped skipped"
echo "$passed passed, $failed failed$tail"
[[ $failed == 0 ]]
