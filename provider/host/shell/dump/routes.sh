# shellcheck shell=sh
# Section routes: a line with a JSON value for each route protocol of operators and network managers. The kernel filters
# by protocol, because there may be a million other routes.
printf 'route show table all proto %s\n' boot static | pi_watch ip -d -j -N -batch - || pi_failed=y
