# shellcheck shell=sh
# Sections links and routes, by one ip process. The first line has the links, the others have the routes.
{ echo addr show; printf 'route show table all proto %s\n' boot static; } | pi_watch ip -d -j -N -batch - || pi_failed=y
