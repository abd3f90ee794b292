#!/bin/sh
set -e

ln -sf /opt/Karyon/karyon /usr/bin/karyon

# Chromium's sandbox uses user namespaces where the kernel lets everyone have them; this helper does where not.
chmod 4755 /opt/Karyon/chrome-sandbox

if command -v update-desktop-database >/dev/null 2>&1; then
    update-desktop-database -q /usr/share/applications || true
fi
if command -v gtk-update-icon-cache >/dev/null 2>&1; then
    gtk-update-icon-cache -q -t -f /usr/share/icons/hicolor || true
fi

# Ubuntu from 24.04 lets only programs with a profile have user namespaces. Older AppArmor does not know the
# profile's version and needs none.
profile=/opt/Karyon/resources/apparmor-profile
if apparmor_status --enabled >/dev/null 2>&1 && apparmor_parser --skip-kernel-load "$profile" >/dev/null 2>&1; then
    cp -f "$profile" /etc/apparmor.d/karyon
    if ! { [ -x /usr/bin/ischroot ] && /usr/bin/ischroot; }; then
        apparmor_parser --replace --write-cache --skip-read-cache /etc/apparmor.d/karyon || true
    fi
fi
