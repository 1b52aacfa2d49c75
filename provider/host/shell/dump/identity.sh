# shellcheck shell=sh
# The identity of the host: its machine id and the release of its kernel, a line each. A missing value is an empty line.
pi_line=
{ IFS= read -r pi_line; } 2>/dev/null </etc/machine-id
echo "$pi_line"
pi_line=
{ IFS= read -r pi_line; } 2>/dev/null </proc/sys/kernel/osrelease
echo "$pi_line"
