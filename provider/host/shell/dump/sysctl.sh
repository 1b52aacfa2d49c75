# shellcheck shell=sh
# Section sysctl: a line "KEY VALUE" for each setting that a Forwarding can have.
for pi_word in net.ipv4.ip_forward net.ipv6.conf.all.forwarding; do
  pi_line=$(cat "/proc/sys/$(echo $pi_word | tr . /)" 2>/dev/null) && echo "$pi_word $pi_line"
done
