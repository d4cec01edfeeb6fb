#!/bin/sh
# Installs Huan on this machine, or brings an installed one up to date:
#   sudo ./install.sh
# The program goes to /opt/huan-<version>, settings to /etc/huan/huan.toml, data to /var/lib/huan. Needs
# nothing but Debian 12, or a system with a glibc as new. Before an update it takes a backup, unless told
# --no-backup. With DESTDIR=/some/root in the environment everything goes below that, for images: no user is
# made and nothing is started.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
version=$(cat "$here/VERSION")
root=${DESTDIR:-}
program=/opt/huan-$version
data=/var/lib/huan
backup=yes
for option; do
    case $option in
        --no-backup) backup=no ;;
        *) echo "usage: install.sh [--no-backup]" >&2; exit 2 ;;
    esac
done
[ -n "$root" ] || [ "$(id -u)" = 0 ] || { echo "install.sh must run as root: sudo $0" >&2; exit 1; }

say() { printf '==> %s\n' "$*"; }
has_systemd() { [ -z "$root" ] && [ -d /run/systemd/system ]; }
as_huan() {
    if [ -n "$root" ]; then "$@"; else setpriv --reuid huan --regid huan --clear-groups "$@"; fi
}
give() { [ -n "$root" ] || chown -R "$@"; }

"$here/huan" version >/dev/null || {
    echo "This machine cannot run huan: it needs glibc 2.36 or later on x86-64." >&2
    exit 1
}

if [ -z "$root" ]; then
    getent group huan >/dev/null || groupadd --system huan
    getent passwd huan >/dev/null ||
        useradd --system --gid huan --home-dir "$data" --no-create-home --shell /usr/sbin/nologin huan
fi
mkdir -p "$root$data" "$root/etc/huan" "$root/opt" "$root/usr/local/bin"
give huan:huan "$root$data"
chmod 700 "$root$data"

if [ -f "$root$data/huan.db" ] && [ "$backup" = yes ]; then
    target=/var/lib/huan-backups/$(date -u +%Y%m%d-%H%M%S)
    while [ -e "$root$target" ]; do target=$target-again; done  # Twice in a second.
    say "Backing up to $target"
    mkdir -p "$root/var/lib/huan-backups"
    give huan:huan "$root/var/lib/huan-backups"
    chmod 700 "$root/var/lib/huan-backups"
    # By the program that wrote it: the new one would bring the data up to date first. Where there is none,
    # nobody serves either, and a copy of the files will do.
    if [ -x "$root/opt/huan/huan" ]; then
        as_huan "$root/opt/huan/huan" backup "$root$target" --data "$root$data"
    else
        cp -a "$root$data" "$root$target"
    fi
fi

say "Installing Huan $version in $program"
if [ "$here" != "$root$program" ]; then
    rm -rf "$root$program.new"
    cp -a "$here" "$root$program.new"
    give root:root "$root$program.new"
    rm -rf "$root$program"
    mv "$root$program.new" "$root$program"
fi
# Relative, so that it holds below DESTDIR too.
ln -sfn "huan-$version" "$root/opt/huan.new"
mv -T "$root/opt/huan.new" "$root/opt/huan"
ln -sfn /opt/huan/huan "$root/usr/local/bin/huan"
[ -f "$root/etc/huan/huan.toml" ] || cat >"$root/etc/huan/huan.toml" <<TOML
# Every setting: /opt/huan/docs/settings.md. After a change: systemctl restart huan
data = "$data"
listen = "127.0.0.1"
port = 8080
# A reverse proxy with TLS stands in front of it; customers' links begin with the address it is reached under.
# trusted_proxy = "127.0.0.1"
# public_url = "https://crm.example.com"
TOML

if has_systemd; then
    cp "$program/huan.service" /etc/systemd/system/huan.service
    systemctl daemon-reload
    systemctl enable --quiet huan
    systemctl restart huan
    waited=0
    # Asked only once it serves: a command that finds nobody serving takes the directory for itself.
    until [ -f "$data/huan.local" ] && as_huan /opt/huan/huan status --data "$data" >/dev/null 2>&1; do
        waited=$((waited + 1))
        [ "$waited" -lt 60 ] || { echo "Huan does not answer: journalctl -u huan" >&2; exit 1; }
        sleep 1
    done
    say "Huan runs. Set it up with the link below, or sign in at the address of /etc/huan/huan.toml"
    as_huan /opt/huan/huan user set-up-link --data "$data" 2>/dev/null || true
elif [ -z "$root" ]; then
    say "There is no systemd here. Start it, or start it again, with:"
    echo "    setpriv --reuid huan --regid huan --clear-groups huan serve --config /etc/huan/huan.toml"
fi
