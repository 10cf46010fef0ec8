#!/bin/sh
# Prepares this checkout on Debian 12 or Ubuntu: system packages where missing, .venv, the locked Python packages.
# `make setup` calls it when a lock file or this file has changed. Safe to run again at any time.
set -eu
cd "$(dirname "$0")"
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore

say() { echo "setup: $*" >&2; }
stop() { say "$*"; exit 1; }

find_python() {
    for each in ${PYTHON:-} python3 python3.12 python3.11; do
        if "$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$each"
            return
        fi
    done
    stop "Python 3.11 or 3.12 is needed: install it, or name it with PYTHON=/path/to/python3.12."
}

# Each library that Qt's windows, its offscreen and X11/Wayland platforms, sound, printing and zbar load, and its package.
# Asking for libraries, not packages, holds on systems that have renamed a package.
libraries() {
    cat <<'TABLE'
libEGL.so.1 libegl1
libGL.so.1 libgl1
libX11-xcb.so.1 libx11-xcb1
libXtst.so.6 libxtst6
libXrandr.so.2 libxrandr2
libcups.so.2 libcups2
libdbus-1.so.3 libdbus-1-3
libfontconfig.so.1 libfontconfig1
libglib-2.0.so.0 libglib2.0-0
libgssapi_krb5.so.2 libgssapi-krb5-2
libpulse.so.0 libpulse0
libwayland-client.so.0 libwayland-client0
libwayland-cursor.so.0 libwayland-cursor0
libwayland-egl.so.1 libwayland-egl1
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-image.so.0 libxcb-image0
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-randr.so.0 libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0 libxcb-shape0
libxcb-shm.so.0 libxcb-shm0
libxcb-sync.so.1 libxcb-sync1
libxcb-xfixes.so.0 libxcb-xfixes0
libxcb-xkb.so.1 libxcb-xkb1
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libxkbcommon.so.0 libxkbcommon0
libzbar.so.0 libzbar0
TABLE
}

missing_packages() {
    present=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p)
    libraries | while read -r library package; do
        case "$present" in *"$library "*) ;; *) echo "$package" ;; esac
    done
    "$1" -c 'import ensurepip, venv' 2>/dev/null || "$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
    # A display of its own for the tests that press a scanner's keys.
    command -v Xvfb >/dev/null 2>&1 || echo xvfb
    command -v setxkbmap >/dev/null 2>&1 || echo x11-xkb-utils
    # A print queue of its own for the test that gives a label printer its bytes through one.
    ls /usr/lib/cups/backend/socket >/dev/null 2>&1 || echo cups
    ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null 2>&1 || echo postgresql
}

install_packages() {
    command -v apt-get >/dev/null 2>&1 || stop "This system has no apt-get; please install what these Debian packages hold: $*"
    [ "$(id -u)" = 0 ] || stop "Please ask an administrator to run: apt-get install --no-install-recommends $*"
    say "installing $*"
    export DEBIAN_FRONTEND=noninteractive
    mkdir -p .cache
    if ! { quietly update && quietly install -y --no-install-recommends "$@"; } >.cache/apt.log 2>&1 </dev/null; then
        tail -n 20 .cache/apt.log >&2
        stop "apt-get could not install them; its last lines stand above."
    fi
}

quietly() { apt-get -o DPkg::Lock::Timeout=300 -q "$@"; }

python=$(find_python)
missing=$(missing_packages "$python" | tr '\n' ' ')
# shellcheck disable=SC2086
[ -z "$missing" ] || install_packages $missing

# An environment that came along with a copied checkout still points at the one it was made for.
if ! { .venv/bin/python -c 'import pip' && grep -qF "$(pwd -P)/.venv" .venv/bin/pip; } 2>/dev/null; then
    say "making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
fi
say "installing the Python packages"
.venv/bin/python -m pip install -q -r requirements.lock -r requirements-dev.lock
.venv/bin/python -m pip install -qq --no-deps --no-build-isolation -e .
