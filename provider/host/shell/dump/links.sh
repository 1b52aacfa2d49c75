# shellcheck shell=sh
# Section links: all devices with their addresses, one JSON value in a line.
ip -d -j -N addr show || pi_failed=y
