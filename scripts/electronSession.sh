#!/usr/bin/env bash
# Starts Electron the one way that keeps its sandbox and gives it a keychain. Arguments go to Electron unchanged.
#   KABINET_ELECTRON  the binary                      KABINET_LOADER  script to load before the application (tests)
#   KABINET_USER      account to become, when root    KABINET_HOME    private home with its own bus and keyring
set -eu
electron=("$KABINET_ELECTRON")
[ -z "${KABINET_LOADER:-}" ] || electron+=(-r "$KABINET_LOADER")
become=()
# setpriv and not su: it replaces itself, so a signal to this process reaches Electron's group.
[ -z "${KABINET_USER:-}" ] || become=(setpriv "--reuid=$KABINET_USER" "--regid=$KABINET_USER" --init-groups)
if [ -z "${KABINET_HOME:-}" ]; then exec "${electron[@]}" "$@"; fi
export HOME="$KABINET_HOME" XDG_RUNTIME_DIR="$KABINET_HOME/run" NO_AT_BRIDGE=1
unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME DBUS_SESSION_BUS_ADDRESS KABINET_ELECTRON KABINET_LOADER KABINET_USER KABINET_HOME
cd /
exec "${become[@]}" dbus-run-session -- bash -c \
  'printf kabinet | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; exec "$@"' kabinet "${electron[@]}" "$@"
