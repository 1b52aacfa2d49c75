# shellcheck shell=sh
# Section holder:TABLE:PREFIX: the routes to exactly this prefix, of all protocols, as one JSON value.
# Arguments: FAMILY  -4 or -6, because ip does not take it from the prefix
#            TABLE PREFIX
pi_watch ip "$1" -d -j -N route show to exact "$3" table "$2" || pi_failed=y
