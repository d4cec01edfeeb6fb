#!/bin/sh
# Installs Huan on this machine, or brings an installed one up to date:
#   sudo ./install.sh
# The program goes to /opt/huan-<version>, settings to /etc/huan/huan.toml, data to /var/lib/huan. Needs
# nothing but Debian 12, or a system with a glibc as new. Before an update it takes a backup, unless told
# --no-backup.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
version=$(cat "$here/VERSION")
program=/opt/huan-$version
data=/var/lib/huan
backup=yes
for option; do
    case $option in
        --no-backup) backup=no ;;
        *) echo "usage: install.sh [--no-backup]" >&2; exit 2 ;;
    esac
done
[ "$(id -u)" = 0 ] || { echo "install.sh must run as root: sudo $0" >&2; exit 1; }

say() { printf '==> %s\n' "$*"; }
has_systemd() { [ -d /run/systemd/system ]; }
as_huan() { setpriv --reuid huan --regid huan --clear-groups "$@"; }

"$here/huan" version >/dev/null || {
    echo "This machine cannot run huan: it needs glibc 2.36 or later on x86-64." >&2
    exit 1
}

getent group huan >/dev/null || groupadd --system huan
getent passwd huan >/dev/null ||
    useradd --system --gid huan --home-dir "$data" --no-create-home --shell /usr/sbin/nologin huan
mkdir -p "$data" /etc/huan
chown huan:huan "$data"
chmod 700 "$data"

if [ -f "$data/huan.db" ] && [ "$backup" = yes ]; then
    target=/var/lib/huan-backups/$(date -u +%Y%m%d-%H%M%S)
    say "Backing up to $target"
    mkdir -p /var/lib/huan-backups
    chown huan:huan /var/lib/huan-backups
    chmod 700 /var/lib/huan-backups
    old=/opt/huan/huan
    [ -x "$old" ] || old=$here/huan
    as_huan "$old" backup "$target" --data "$data"
fi

say "Installing Huan $version in $program"
if [ "$here" != "$program" ]; then
    rm -rf "$program.new"
    cp -a "$here" "$program.new"
    chown -R root:root "$program.new"
    rm -rf "$program"
    mv "$program.new" "$program"
fi
ln -sfn "$program" /opt/huan.new
mv -T /opt/huan.new /opt/huan
ln -sfn /opt/huan/huan /usr/local/bin/huan
[ -f /etc/huan/huan.toml ] || cat >/etc/huan/huan.toml <<TOML
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
    until as_huan /opt/huan/huan status --data "$data" >/dev/null 2>&1; do
        waited=$((waited + 1))
        [ "$waited" -lt 60 ] || { echo "Huan does not answer: journalctl -u huan" >&2; exit 1; }
        sleep 1
    done
    say "Huan runs. Set it up with the link below, or sign in at the address of /etc/huan/huan.toml"
    as_huan /opt/huan/huan user set-up-link --data "$data" 2>/dev/null || true
else
    say "There is no systemd here. Start it with:"
    echo "    setpriv --reuid huan --regid huan --clear-groups huan serve --config /etc/huan/huan.toml"
fi
