# shellcheck shell=sh
# What the host is: its machine-id and its kernel's release, a line each, empty where there is none.
pi_line=
{ IFS= read -r pi_line; } 2>/dev/null </etc/machine-id
echo "$pi_line"
pi_line=
{ IFS= read -r pi_line; } 2>/dev/null </proc/sys/kernel/osrelease
echo "$pi_line"
