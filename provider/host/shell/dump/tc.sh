# shellcheck shell=sh
# Section tc: first a line ["clsact","DEVICE"] or ["ingress","DEVICE"] for each device with such a qdisc. Then there are
# two JSON values for each of these devices: its filters on ingress, and those on egress.
pi_line=$(tc qdisc show | sed -n -e 's/^qdisc clsact .* dev \([^ ]*\) .*/clsact \1/p' -e 's/^qdisc ingress .* dev \([^ ]*\) .*/ingress \1/p')
printf '%s\n' "$pi_line" | sed -n 's/\(.*\) \(.*\)/["\1","\2"]/p'
printf '%s\n' "$pi_line" | sed -n 's/.* \(.*\)/filter show dev \1 ingress\nfilter show dev \1 egress/p' | tc -j -force -batch -
