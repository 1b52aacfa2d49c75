# shellcheck shell=sh
# The identity of the host, a line each: its machine id, the release of its kernel, the init system that could restore
# objects at boot (systemd, openrc or none), and the version of the script that does it. A missing value is an empty line.
pi_line=
{ IFS= read -r pi_line; } 2>/dev/null </etc/machine-id
echo "$pi_line"
pi_line=
{ IFS= read -r pi_line; } 2>/dev/null </proc/sys/kernel/osrelease
echo "$pi_line"
if [ -d /run/systemd/system ] && [ -w /etc/systemd/system ]; then echo systemd
elif [ -d /run/openrc ] && [ -w /etc/init.d ]; then echo openrc
else echo none; fi
pi_line=
[ ! -r /etc/pulumi-iproute2/boot ] || IFS= read -r pi_line </etc/pulumi-iproute2/boot
pi_line=${pi_line#"# pulumi-iproute2 "}
echo "${pi_line%%:*}"
