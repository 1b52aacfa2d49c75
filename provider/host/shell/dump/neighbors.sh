# shellcheck shell=sh
# Section neighbors: the permanent entries of the neighbour tables, as one JSON value.
pi_watch ip -d -j -N neigh show nud permanent || pi_failed=y
