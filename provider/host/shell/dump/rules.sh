# shellcheck shell=sh
# Section rules: two JSON values, the policy rules of IPv4 and those of IPv6. A kernel without IPv6 has none of those.
pi_watch ip -d -j -N rule show || pi_failed=y
if [ -e /proc/sys/net/ipv6 ]; then pi_watch ip -6 -d -j -N rule show || pi_failed=y; else echo '[]'; fi
