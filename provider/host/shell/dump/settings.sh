# shellcheck shell=sh
# Section settings:DEVICE: the settings of a device that a program can declare, as a JSON object.
# Arguments: DEVICE
pi_word=
for pi_key in ipv4/rp_filter ipv4/accept_local ipv4/disable_policy ipv4/disable_xfrm ipv6/disable_ipv6 \
  ipv6/keep_addr_on_down ipv6/addr_gen_mode; do
  pi_value=
  { read -r pi_value <"/proc/sys/net/${pi_key%/*}/conf/$1/${pi_key#*/}"; } 2>/dev/null
  pi_word="$pi_word${pi_word:+,}\"$pi_key\":${pi_value:-null}"
done
echo "{$pi_word}"
