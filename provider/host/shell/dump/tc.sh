# shellcheck shell=sh
# Section tc: a line ["clsact","DEVICE"] or ["ingress","DEVICE"] for each device that can have filters, then two JSON
# values for each of them: its filters on ingress and on egress. A device whose name has other characters than the
# arguments of this package allow is left out, because tc would read such a name as several words.
pi_line=$(tc qdisc show | sed -n -e 's/^qdisc clsact .* dev \([A-Za-z0-9_.-]*\) .*/clsact \1/p' -e 's/^qdisc ingress .* dev \([A-Za-z0-9_.-]*\) .*/ingress \1/p')
printf '%s\n' "$pi_line" | sed -n 's/\(.*\) \(.*\)/["\1","\2"]/p'
printf '%s\n' "$pi_line" | sed -n 's/.* \(.*\)/filter show dev \1 ingress\nfilter show dev \1 egress/p' | tc -j -force -batch -
