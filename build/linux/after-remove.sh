#!/bin/sh
set -e

case "${1-}" in
    remove | purge | disappear) ;;
    # Another version comes or came in its place.
    *) exit 0 ;;
esac

if [ "$(readlink /usr/bin/karyon)" = /opt/Karyon/karyon ]; then
    rm -f /usr/bin/karyon
fi
if [ -f /etc/apparmor.d/karyon ]; then
    apparmor_parser --remove /etc/apparmor.d/karyon >/dev/null 2>&1 || true
    rm -f /etc/apparmor.d/karyon
fi
if command -v update-desktop-database >/dev/null 2>&1; then
    update-desktop-database -q /usr/share/applications || true
fi
