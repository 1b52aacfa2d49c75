# shellcheck shell=sh
# Section links: all devices with their addresses, one JSON value in a line.
pi_watch ip -d -j -N addr show || pi_failed=y
