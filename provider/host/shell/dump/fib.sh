# shellcheck shell=sh
# Section fib: three JSON values, the routes with the protocols boot, static and 105, with all their next hops.
printf 'route show table all proto %s\n' boot static 105 | pi_watch ip -d -j -N -batch - || pi_failed=y
