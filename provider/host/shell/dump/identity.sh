# shellcheck shell=sh
# The identity of the host, a line each: its machine id, the release of its kernel, the init system that could restore
# objects at boot (systemd, openrc or none), the version of the script that does it, the addresses and ports of the SSH
# connection as sshd knows them, and the kernel's route to the client. A missing value is an empty line.
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
pi_word=$SSH_CONNECTION pi_line=$PPID
# sudo removes SSH_CONNECTION, but the processes before it still have it
while [ -z "$pi_word" ] && [ "${pi_line:-0}" -gt 1 ]; do
  pi_word=$(tr '\0' '\n' <"/proc/$pi_line/environ" | sed -n 's/^SSH_CONNECTION=//p')
  read -r _ _ _ pi_line _ <"/proc/$pi_line/stat"
done 2>/dev/null
echo "$pi_word"
pi_word=${pi_word%% *}
[ -z "$pi_word" ] || ip -o route get "${pi_word#::ffff:}" 2>/dev/null
