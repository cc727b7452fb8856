#!/usr/bin/env bash
# Make .venv and install what the given requirements file names, if that has not been done yet.
set -euo pipefail
cd "$(dirname "$0")/.."
wanted=$1
venv=.venv

find_python() {
    for name in "${PYTHON:-}" python3.13 python3.12 python3.11 python3 python; do
        [ -n "$name" ] && command -v "$name" >/dev/null 2>&1 || continue
        if "$name" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
            2>/dev/null; then
            command -v "$name"
            return
        fi
    done
    echo "Segue needs Python 3.11, 3.12 or 3.13, and none was found." >&2
    echo "On Debian or Ubuntu: sudo apt install python3 python3-venv" >&2
    return 1
}

make_venv() {
    local python=$1
    "$python" -m venv "$venv" 2>/dev/null && return
    # Debian keeps the venv module in a package of its own.
    rm -rf "$venv"
    local version
    version=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
        apt-get update -qq && apt-get install -y -qq "$version" >/dev/null
        "$python" -m venv "$venv" && return
    fi
    echo "The virtual environment can't be made. On Debian or Ubuntu: sudo apt install $version" >&2
    return 1
}

# What is installed is remembered by the content of the files that ask for it.
stamp="$venv/.installed-$wanted"
state=$(cat requirements.txt "$wanted" | cksum)
if [ -x "$venv/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$state" ]; then
    exit 0
fi
if ! [ -x "$venv/bin/python" ]; then
    python=$(find_python)
    echo "Making $venv with $python"
    make_venv "$python"
fi
echo "Installing $wanted (the first time takes some minutes)"
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check -r "$wanted"
echo "$state" >"$stamp"
# The development file asks for everything that the other one does.
[ "$wanted" = requirements-dev.txt ] && cat requirements.txt requirements.txt | cksum >"$venv/.installed-requirements.txt"
exit 0
