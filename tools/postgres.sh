#!/usr/bin/env bash
# Runs a command with a PostgreSQL 15 of its own, which ends with it:
#   tools/postgres.sh build/release/tests/store_test --gtest_filter=...
# The command finds its address in HUAN_TEST_POSTGRES. Fresh data directory, free port, collation C; as the
# system user `postgres` when called by root. Commits are not flushed unless HUAN_POSTGRES_DURABLE=1.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
[[ $# -gt 0 ]] || { echo "usage: tools/postgres.sh command [argument...]" >&2; exit 2; }

bin=/usr/lib/postgresql/15/bin
[[ -x $bin/initdb ]] || { echo "PostgreSQL 15 is missing: run tools/setup.sh" >&2; exit 1; }

as_user=(setpriv)
[[ $(id -u) != 0 ]] || as_user=(setpriv --reuid=postgres --regid=postgres --init-groups)

# In the build folder, or in the temporary one where that user cannot look into ours.
mkdir -p "$root/build/postgres"
base=$root/build/postgres
chmod 755 "$base"
"${as_user[@]}" test -x "$base" 2>/dev/null || base=${TMPDIR:-/tmp}
folder=$(mktemp -d "$base/run-XXXXXX")
end_signal=INT
is_ready() { "$bin/pg_isready" -q -h 127.0.0.1 -p "$port"; }
source "$root/tools/own_server.sh"

echo "$password" >"$folder/password"
[[ $(id -u) != 0 ]] || chown -R postgres: "$folder"
cd "$folder"
"${as_user[@]}" "$bin/initdb" -D "$folder/data" -U huan --pwfile="$folder/password" --auth=password \
    --locale=C --encoding=UTF8 --no-sync >"$folder/initdb.log" 2>&1 ||
    { cat "$folder/initdb.log" >&2; exit 1; }

flags=(-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200
    -c shared_buffers=128MB -c log_min_messages=fatal -c log_timezone=UTC -c timezone=UTC)
if [[ ${HUAN_POSTGRES_DURABLE:-0} != 1 ]]; then
    flags+=(-c fsync=off -c synchronous_commit=off -c full_page_writes=off)
fi

start_server "${as_user[@]}" --pdeathsig INT "$bin/postgres" -D "$folder/data" -p %port% "${flags[@]}"

export PGPASSWORD=$password
"$bin/createdb" -h 127.0.0.1 -p "$port" -U huan huan_test
unset PGPASSWORD
export HUAN_TEST_POSTGRES="host=127.0.0.1 port=$port user=huan password=$password dbname=huan_test"
cd "$OLDPWD"
status=0
"$@" || status=$?
exit $status
