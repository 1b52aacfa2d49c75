# shellcheck shell=sh
# Section xfrm-policy: the IPsec policies, as ip prints them. Without -s it does not print the index.
pi_watch ip -s xfrm policy list || pi_failed=y
