# shellcheck shell=sh
# Section tc:DEVICE: first a line ["clsact","DEVICE"] or ["ingress","DEVICE"] if the device has such a qdisc. Then there
# are two JSON values: its filters on ingress, and those on egress.
# Arguments: DEVICE
pi_word=$(tc qdisc show dev "$1" 2>/dev/null | sed -n -e 's/^qdisc clsact .*/clsact/p' -e 's/^qdisc ingress .*/ingress/p')
[ -z "$pi_word" ] || {
  echo "[\"$pi_word\",\"$1\"]"
  printf "filter show dev $1 %s\n" ingress egress | tc -j -force -batch -
}
