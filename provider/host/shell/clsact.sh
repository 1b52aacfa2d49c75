# shellcheck shell=sh
# The clsact qdisc, which holds the tc filters of a device.

# Adds a clsact qdisc to a device that has neither that nor an ingress qdisc. A file with the index of the device records
# that this provider added it.
# Arguments: DEVICE
# shellcheck disable=SC2015 # after any failure there must be no file
pi_add_clsact() {
  tc qdisc show dev "$1" 2>/dev/null | grep -q -e '^qdisc clsact ' -e '^qdisc ingress ' && return
  mkdir -p "$pi_marker_dir" && cat "$pi_net_dir/$1/ifindex" 2>/dev/null >"$pi_marker_dir/clsact.$1" &&
    tc qdisc add dev "$1" clsact 2>/dev/null || rm -f "$pi_marker_dir/clsact.$1"
}

# Removes the clsact qdisc if this provider added it to this device and no filter is left. The index in the file shows
# whether a device of this name is still the same one.
# Arguments: DEVICE
pi_remove_clsact() {
  [ -e "$pi_marker_dir/clsact.$1" ] || return
  if [ "$(cat "$pi_marker_dir/clsact.$1")" = "$(cat "$pi_net_dir/$1/ifindex" 2>/dev/null)" ]; then
    [ -z "$(tc filter show dev "$1" ingress; tc filter show dev "$1" egress)" ] || return
    tc qdisc del dev "$1" clsact
  fi
  rm -f "$pi_marker_dir/clsact.$1"
}
