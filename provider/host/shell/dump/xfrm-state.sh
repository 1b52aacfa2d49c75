# shellcheck shell=sh
# Section xfrm-state: the IPsec states without their keys, as ip prints them.
pi_watch ip xfrm state list nokeys || pi_failed=y
