#!/usr/bin/env bash
# Starts Electron the one way that keeps its sandbox and gives it a keychain. Arguments go to Electron unchanged.
#   KABINET_ELECTRON  the binary                      KABINET_LOADER  script to load before the application (tests)
#   KABINET_USER      account to become, when root    KABINET_HOME    private home with its own bus and keyring
#   KABINET_KEYRING   for tests: `none` (no bus either, which would start one by itself) or `locked`
set -eu
if [ -n "${KABINET_USER:-}" ]; then
  user="$KABINET_USER"
  unset KABINET_USER
  # setpriv and not su: it replaces itself, so everything stays in one process group and one signal ends it all.
  # The text and not the file: that account may be unable to enter the folder this file lies in.
  exec setpriv "--reuid=$user" "--regid=$user" --init-groups bash -c "$(cat "$0")" electronSession "$@"
fi
electron=("$KABINET_ELECTRON")
[ -z "${KABINET_LOADER:-}" ] || electron+=(-r "$KABINET_LOADER")
if [ -z "${KABINET_HOME:-}" ]; then exec "${electron[@]}" "$@"; fi

export HOME="$KABINET_HOME" XDG_RUNTIME_DIR="$KABINET_HOME/run" NO_AT_BRIDGE=1
export DBUS_SESSION_BUS_ADDRESS="unix:path=$KABINET_HOME/run/bus"
state="${KABINET_KEYRING:-unlocked}"
unset XDG_DATA_HOME XDG_CONFIG_HOME XDG_CACHE_HOME KABINET_ELECTRON KABINET_LOADER KABINET_HOME KABINET_KEYRING
cd /

# Not dbus-run-session: its bus and keyring live in sessions of their own and outlive a killed test.
rm -f "$XDG_RUNTIME_DIR/bus"
bus="" keyring=""
hasKeyring() { dbus-send --session --print-reply --dest=org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets 2>/dev/null | grep -q 'boolean true'; }
if [ "$state" != none ]; then
  dbus-daemon --session --nofork --nopidfile --address="$DBUS_SESSION_BUS_ADDRESS" >/dev/null 2>&1 &
  bus=$!
  for _ in $(seq 100); do [ -S "$XDG_RUNTIME_DIR/bus" ] && break; sleep 0.02; done
  if [ "$state" = locked ]; then
    gnome-keyring-daemon --foreground --components=secrets >/dev/null 2>&1 &
  else
    gnome-keyring-daemon --foreground --unlock --components=secrets < <(printf kabinet) >/dev/null 2>&1 &
  fi
  keyring=$!
  for _ in $(seq 100); do hasKeyring && break; sleep 0.02; done
fi

"${electron[@]}" "$@" &
app=$!
# A polite request to end goes to the app; what it needs for its last writes ends after it.
trap 'kill -TERM "$app" 2>/dev/null || true' TERM INT HUP
code=0
wait "$app" || code=$?
# A signal also interrupts `wait`; the app's own end is the one that counts.
while kill -0 "$app" 2>/dev/null; do code=0; wait "$app" || code=$?; done
kill $keyring $bus 2>/dev/null || true
exit "$code"
