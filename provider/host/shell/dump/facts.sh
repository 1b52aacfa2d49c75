# shellcheck shell=sh
# Section facts: a line "systemd VERSION", and a line "module NAME" for each module that the kernel has or can load.
# Arguments: the names of the modules
[ -d /run/systemd/system ] && systemctl --version 2>/dev/null | { read -r _ pi_word _ && echo "systemd $pi_word"; }
for pi_word; do
  { [ -e "/sys/module/$pi_word" ] || modprobe -n -q "$pi_word" 2>/dev/null; } && echo "module $pi_word"
done
pi_failed=y
