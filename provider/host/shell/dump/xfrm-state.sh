# shellcheck shell=sh
# Section xfrm-state: the IPsec states without their keys, as ip prints them.
ip xfrm state list nokeys || pi_failed=y
