#!/usr/bin/env bash
# Runs a command with a MariaDB of its own, which ends with it:
#   tools/mysql.sh build/release/tests/capture_test --gtest_filter='*Connector*'
# The command finds its address in HUAN_TEST_MYSQL ("host=... port=... user=... password=... dbname=...").
# Fresh data directory, free port; as the system user `nobody` when called by root. Nothing is flushed.
set -euo pipefail
[[ $# -gt 0 ]] || { echo "usage: tools/mysql.sh command [argument...]" >&2; exit 2; }
[[ -x /usr/sbin/mariadbd ]] || { echo "MariaDB is missing: run tools/setup.sh" >&2; exit 1; }

folder=$(mktemp -d "${TMPDIR:-/tmp}/huan-mysql-XXXXXX")
end_signal=KILL
is_ready() { grep -qs 'ready for connections' "$folder/server.log"; }
source "$(dirname "$0")/own_server.sh"

as_user=()
if [[ $(id -u) == 0 ]]; then
    chown nobody "$folder"
    as_user=(--user=nobody)
fi
mariadb-install-db --no-defaults "${as_user[@]}" --datadir="$folder/data" --skip-test-db \
    --auth-root-authentication-method=normal --skip-name-resolve >"$folder/install.log" 2>&1 ||
    { cat "$folder/install.log" >&2; exit 1; }

cat >"$folder/init.sql" <<SQL
CREATE DATABASE huan_test CHARACTER SET utf8mb4;
CREATE USER 'huan'@'%' IDENTIFIED BY '$password';
GRANT ALL ON huan_test.* TO 'huan'@'%';
SQL
chmod 644 "$folder/init.sql"

start_server setpriv --pdeathsig KILL /usr/sbin/mariadbd --no-defaults "${as_user[@]}" \
    --datadir="$folder/data" --socket="$folder/data/socket" --bind-address=127.0.0.1 --port=%port% \
    --init-file="$folder/init.sql" --skip-name-resolve --skip-log-bin \
    --innodb-flush-log-at-trx-commit=0 --innodb-buffer-pool-size=64M --default-time-zone=+00:00

export HUAN_TEST_MYSQL="host=127.0.0.1 port=$port user=huan password=$password dbname=huan_test"
status=0
"$@" || status=$?
exit $status
