# shellcheck shell=sh
# Section xfrm-policy: the IPsec policies, as ip prints them.
ip xfrm policy list || pi_failed=y
