# shellcheck shell=sh
# Section routes: a JSON value in a line for each protocol that people and managers use. The kernel leaves out all
# other routes, of which there may be a million.
printf 'route show table all proto %s\n' boot static | pi_watch ip -d -j -N -batch - || pi_failed=y
