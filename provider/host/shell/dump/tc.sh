# shellcheck shell=sh
# Section tc: a line ["clsact","DEVICE"] or ["ingress","DEVICE"] for each device that can have filters, then two JSON
# values for each of them: its filters on ingress and on egress.
pi_line=$(tc qdisc show | sed -n -e 's/^qdisc clsact .* dev \([^ ]*\) .*/clsact \1/p' -e 's/^qdisc ingress .* dev \([^ ]*\) .*/ingress \1/p')
printf '%s\n' "$pi_line" | sed -n 's/\(.*\) \(.*\)/["\1","\2"]/p'
printf '%s\n' "$pi_line" | sed -n 's/.* \(.*\)/filter show dev \1 ingress\nfilter show dev \1 egress/p' | tc -j -force -batch -
