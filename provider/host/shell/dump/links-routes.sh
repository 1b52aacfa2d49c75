# shellcheck shell=sh
# Sections links and routes by one ip: a line for the links, the others for the routes.
{ echo addr show; printf 'route show table all proto %s\n' boot static; } | pi_watch ip -d -j -N -batch - || pi_failed=y
