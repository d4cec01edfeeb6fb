# Read by tools/postgres.sh and tools/mysql.sh: a server of their own in $folder, which ends with the script
# however that ends. They say how it is launched, when it is ready, and by which signal it ends.
server=

finish() {
    trap - EXIT INT TERM
    if [[ -n $server ]]; then
        kill "-$end_signal" "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    rm -rf "$folder"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

password=$(head -c 12 /dev/urandom | od -An -tx1 | tr -d ' \n')

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

becomes_ready() {
    local tries
    for ((tries = 0; tries < 300; tries++)); do
        is_ready && return 0
        kill -0 "$server" 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}

# start_server command...: with $port in it as %port%. Another program may take the port between asking and
# starting: then it is asked again.
start_server() {
    local attempt
    for attempt in 1 2 3; do
        port=$(free_port)
        "${@//%port%/$port}" >"$folder/server.log" 2>&1 &
        server=$!
        becomes_ready && return 0
        kill -KILL "$server" 2>/dev/null || true
    done
    cat "$folder/server.log" >&2
    exit 1
}
