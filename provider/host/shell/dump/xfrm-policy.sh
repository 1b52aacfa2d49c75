# shellcheck shell=sh
# Section xfrm-policy: the IPsec policies, as ip prints them.
pi_watch ip xfrm policy list || pi_failed=y
