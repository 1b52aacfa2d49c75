# shellcheck shell=sh
# Section tc:DEVICE: a line ["clsact","DEVICE"] or ["ingress","DEVICE"] where the device can have filters, then two JSON
# values: its filters on ingress and on egress.
# Arguments: DEVICE
pi_word=$(tc qdisc show dev "$1" 2>/dev/null | sed -n -e 's/^qdisc clsact .*/clsact/p' -e 's/^qdisc ingress .*/ingress/p')
[ -z "$pi_word" ] || {
  echo "[\"$pi_word\",\"$1\"]"
  printf "filter show dev $1 %s\n" ingress egress | tc -j -force -batch -
}
