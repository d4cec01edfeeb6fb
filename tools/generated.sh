#!/usr/bin/env bash
# Makes the generated files again and compares them with those kept:
#   docs/openapi.json         by the tests named *openapi* of server_test, which write to $HUAN_OPENAPI_OUT
#   web/src/api/generated.ts  from docs/openapi.json, by `npm run generate` in web
#   tools/generated.sh [--write]   with --write: keeps the new ones instead of complaining
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH=$PWD/build/deps/node/bin:$PATH
preset=${HUAN_PRESET:-release}
write=${1:-}
stale=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# settle <kept> <fresh>
settle() {
    cmp -s "$1" "$2" && return
    if [[ $write == --write ]]; then
        mkdir -p "$(dirname "$1")"
        cp "$2" "$1"
        echo "$1 has been written again."
    else
        diff -u "$1" "$2" 2>&1 | head -40 || true
        echo "$1 is out of date: run tools/generated.sh --write and commit it."
        stale=1
    fi
}

if ! grep -qs 'openapi' src/server/*_test.cpp; then
    echo "No test of the server writes the OpenAPI document yet: its freshness is not checked."
else
    tools/build.sh "$preset" server_test
    HUAN_OPENAPI_OUT=$scratch/openapi.json "build/$preset/tests/server_test" --gtest_filter='*openapi*' \
        --gtest_brief=1
    settle docs/openapi.json "$scratch/openapi.json"
fi

if [[ ! -f docs/openapi.json || ! -f web/src/api/generated.ts ]]; then
    echo "There is no client generated from docs/openapi.json yet: its freshness is not checked."
else
    tools/web.sh --packages
    cp web/src/api/generated.ts "$scratch/kept.ts"
    (cd web && npm run --silent generate >/dev/null)
    cp web/src/api/generated.ts "$scratch/fresh.ts"
    cp "$scratch/kept.ts" web/src/api/generated.ts
    settle web/src/api/generated.ts "$scratch/fresh.ts"
fi
exit $stale
