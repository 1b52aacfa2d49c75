# shellcheck shell=sh
# Section dependents:DEVICE: what the kernel removes or frees with a device. A line "master NAME" names its bridge or VRF,
# "upper NAME" a device on top of it, which may be the same one, and "lower NAME" a device below it, which may be a port.
# Then come the first five routes that neither the kernel nor a network manager made, and the number of all of them.
# Arguments: DEVICE
pi_word=$(readlink "/sys/class/net/$1/master") && echo "master ${pi_word##*/}"
for pi_word in "/sys/class/net/$1"/upper_* "/sys/class/net/$1"/lower_*; do
  [ -e "$pi_word" ] || continue
  pi_word=${pi_word##*/}
  echo "${pi_word%%_*} ${pi_word#*_}"
done
# IPv6 has no routes where it is off
{ ip -4 -d route show table all dev "$1"; ip -6 -d route show table all dev "$1"; } 2>/dev/null |
  grep -v -e ' proto kernel ' -e ' proto static ' -e ' proto ra ' | sed -n -e '1,5p' -e '$='
