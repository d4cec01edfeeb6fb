#!/usr/bin/env bash
# Everything that can be said of the code without running it. Goes through all steps, then names those
# that failed.
#   tools/check.sh [step...]    steps: format style tidy generated web; without any: all
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH=$PWD/build/deps/node/bin:$PATH
preset=${HUAN_PRESET:-release}
steps=${*:-format style tidy web generated}
failed=()

check_format() {
    local wrong
    wrong=$(find src tests bench -name node_modules -prune -o \( -name '*.cpp' -o -name '*.hpp' \) -print \
        2>/dev/null | xargs -r -P2 -n24 clang-format-16 --dry-run --ferror-limit=1 2>&1 |
        grep 'clang-format-violations' || true)
    [[ -n $wrong ]] || return 0
    echo "${wrong//warning: /}"
    echo "make format puts it right."
    return 1
}

check_style() { python3 tools/style_test.py; }

check_tidy() {
    tools/build.sh "$preset" build.ninja >/dev/null 2>&1
    python3 tools/tidy.py --preset "$preset"
}

check_generated() { tools/generated.sh; }

check_web() {
    [[ -f web/package.json ]] || { echo "There is no web/package.json yet: nothing to check."; return 0; }
    tools/web.sh --packages
    local status=0
    (cd web && npm run --silent typecheck) || status=1
    (cd web && npm run --silent lint) || status=1
    return $status
}

for step in $steps; do
    start=$SECONDS
    echo "--- $step"
    # In a shell of its own, so that `set -e` holds inside the step.
    status=0
    ( set -e; trap - EXIT; "check_$step" ) || status=1
    [[ $status == 0 ]] || failed+=("$step")
    echo "    $step: $([[ $status == 0 ]] && echo ok || echo failed), $((SECONDS - start)) s"
done

if [[ ${#failed[@]} -gt 0 ]]; then
    echo "check failed: ${failed[*]}"
    exit 1
fi
echo "check passed"
