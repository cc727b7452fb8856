#!/usr/bin/env bash
# Install Chromium for the browser tests where it is missing and we may.
set -euo pipefail
for name in chromium chromium-browser google-chrome; do
    command -v "$name" >/dev/null 2>&1 && exit 0
done
as_root=()
if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root=(sudo -n)
    else
        echo "Chromium is missing, so the browser tests are skipped: sudo apt install chromium" >&2
        exit 0
    fi
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "Chromium is missing, so the browser tests are skipped. Install it to run them." >&2
    exit 0
fi
echo "Installing Chromium for the browser tests"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" apt-get install -y -qq --no-install-recommends chromium >/dev/null
# The same browser without windows, where the system has it: the tests take less time with it.
"${as_root[@]}" apt-get install -y -qq --no-install-recommends chromium-headless-shell >/dev/null 2>&1 || true
