#!/usr/bin/env bash
# Runs a command with a MariaDB of its own, which ends with it:
#   tools/mysql.sh build/release/tests/capture_test --gtest_filter='*Connector*'
# The command finds its address in HUAN_TEST_MYSQL ("host=... port=... user=... password=... dbname=...").
# Fresh data directory, free port; as the system user `nobody` when called by root. Nothing is flushed.
set -euo pipefail
[[ $# -gt 0 ]] || { echo "usage: tools/mysql.sh command [argument...]" >&2; exit 2; }
[[ -x /usr/sbin/mariadbd ]] || { echo "MariaDB is missing: run tools/setup.sh" >&2; exit 1; }

folder=$(mktemp -d "${TMPDIR:-/tmp}/huan-mysql-XXXXXX")
server=

finish() {
    trap - EXIT INT TERM
    if [[ -n $server ]]; then
        kill -KILL "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

as_user=()
if [[ $(id -u) == 0 ]]; then
    chown nobody "$folder"
    as_user=(--user=nobody)
fi
mariadb-install-db --no-defaults "${as_user[@]}" --datadir="$folder/data" --skip-test-db \
    --auth-root-authentication-method=normal --skip-name-resolve >"$folder/install.log" 2>&1 ||
    { cat "$folder/install.log" >&2; exit 1; }

password=$(head -c 12 /dev/urandom | od -An -tx1 | tr -d ' \n')
cat >"$folder/init.sql" <<SQL
CREATE DATABASE huan_test CHARACTER SET utf8mb4;
CREATE USER 'huan'@'%' IDENTIFIED BY '$password';
GRANT ALL ON huan_test.* TO 'huan'@'%';
SQL
chmod 644 "$folder/init.sql"

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

ready() {
    local tries
    for ((tries = 0; tries < 300; tries++)); do
        grep -qs 'ready for connections' "$folder/server.log" && return 0
        kill -0 "$server" 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}

# Another program may take the port between asking and starting: then ask again. The server ends with this
# script, however that ends (--pdeathsig).
for attempt in 1 2 3; do
    port=$(free_port)
    setpriv --pdeathsig KILL /usr/sbin/mariadbd --no-defaults "${as_user[@]}" --datadir="$folder/data" \
        --socket="$folder/data/socket" --bind-address=127.0.0.1 --port="$port" \
        --init-file="$folder/init.sql" --skip-name-resolve --skip-log-bin \
        --innodb-flush-log-at-trx-commit=0 --innodb-buffer-pool-size=64M --default-time-zone=+00:00 \
        >"$folder/server.log" 2>&1 &
    server=$!
    ready && break
    if [[ $attempt == 3 ]]; then
        cat "$folder/server.log" >&2
        exit 1
    fi
done

export HUAN_TEST_MYSQL="host=127.0.0.1 port=$port user=huan password=$password dbname=huan_test"
status=0
"$@" || status=$?
exit $status
