#!/usr/bin/env bash
# Builds one preset: tools/build.sh <preset> [target...]. Several people may call it at once; they take turns.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:?usage: tools/build.sh release|debug|asan|tsan [target...]}
shift
mkdir -p "build/$preset"
exec 9>"build/$preset/.lock"
flock 9
if [[ ! -f build/$preset/build.ninja || CMakePresets.json -nt build/$preset/build.ninja ]]; then
    cmake --preset "$preset" -Wno-dev
fi
# Goes on after an error as far as it can: in one checkout, the next error may be the one you look for.
ninja -C "build/$preset" -k 0 -j"${HUAN_JOBS:-2}" "$@" 9>&-
