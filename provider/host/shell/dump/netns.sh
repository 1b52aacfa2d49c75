# shellcheck shell=sh
# Section netns: the numbers that this network namespace has for other ones, with their names, as one JSON value.
pi_watch ip -j netns list-id || pi_failed=y
