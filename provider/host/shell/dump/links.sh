# shellcheck shell=sh
# Section links: all devices with their addresses, as one JSON value in one line.
pi_watch ip -d -j -N addr show || pi_failed=y
