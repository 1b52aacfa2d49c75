# shellcheck shell=sh
# Section fou: the FOU and GUE ports as a JSON value.
pi_watch ip -j fou show || pi_failed=y
