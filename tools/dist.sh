#!/usr/bin/env bash
# Packs build/dist/huan-<version>-linux-x86_64.tar.gz: the server, the libraries it needs (all but glibc),
# libchdb, the console, the licences, a systemd unit and install.sh. It runs on a bare Debian 12 without a
# compiler or a package.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
version=$(sed -n 's/^project(huan VERSION \([0-9.]*\).*/\1/p' CMakeLists.txt)
name=huan-$version-linux-x86_64
stage=$root/build/dist/$name

tools/build.sh release huan
tools/web.sh
rm -rf "$stage"
mkdir -p "$stage/lib" "$stage/licences" "$stage/docs"

say() { printf '==> %s\n' "$*"; }

# Whether a library belongs to glibc, which every system brings itself.
is_glibc() { [[ $(package_of "$1") == libc6 ]]; }

package_of() {
    local path
    for path in "$1" "$(readlink -f "$1")" "/usr$1" "$(readlink -f "/usr$1")"; do
        dpkg-query -S "$path" 2>/dev/null | sed 's/[:,].*//' | head -1 | grep . && return
    done
    echo "No package owns $1." >&2
    return 1
}

licence_of() {
    mkdir -p "$stage/licences/$1"
    cp -L "/usr/share/doc/$1/copyright" "$stage/licences/$1/copyright"
}

say "Server and libraries"
objcopy --strip-debug "build/release/huan" "$stage/huan"
while read -r soname path; do
    is_glibc "$path" && continue
    cp -L "$path" "$stage/lib/$soname"
    licence_of "$(package_of "$path")"
done < <(ldd build/release/huan | awk '$2 == "=>" { print $1, $3 }')
# What is compiled in, headers only.
for package in libboost1.81-dev libcli11-dev libtomlplusplus-dev libeigen3-dev libhowardhinnant-date-dev; do
    licence_of "$package"
done
cp -L build/deps/chdb/libchdb.so "$stage/libchdb.so"
mkdir -p "$stage/licences/chdb"
cp LICENSE "$stage/licences/chdb/LICENSE"
echo "chDB (ClickHouse as a library), Apache License 2.0: https://github.com/chdb-io/chdb" \
    >"$stage/licences/chdb/README"

say "Console"
cp -r web/dist "$stage/web"
rm -rf "$stage/web/.vite"
PATH=$root/build/deps/node/bin:$PATH node tools/web_licences.mjs >"$stage/licences/web.txt"

say "Papers"
cp LICENSE README.md README.zh-CN.md CHANGELOG.md "$stage/"
cp -r docs/. "$stage/docs/"
cp packaging/install.sh packaging/huan.service "$stage/"
echo "$version" >"$stage/VERSION"

say "Packing"
stamp=$(git log -1 --format=%ct 2>/dev/null || date +%s)
tar --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$stamp" -C build/dist -cf - "$name" \
    | gzip -n >"build/dist/$name.tar.gz.part"
mv "build/dist/$name.tar.gz.part" "build/dist/$name.tar.gz"
(cd build/dist && sha256sum "$name.tar.gz" >"$name.tar.gz.sha256")
say "build/dist/$name.tar.gz, $(du -h "build/dist/$name.tar.gz" | cut -f1)"
