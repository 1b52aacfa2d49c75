# shellcheck shell=sh
# Markers: files that name the owner of an object without an alias (a FOU port, an IPsec state, a setting). Each network
# namespace has a directory for them. It is in memory, so a reboot removes the markers together with the objects.
#
# A marker is prepared before the commands, and placed after the last one succeeded. So a failed operation never marks an
# object of another owner.

pi_marker_dir='' pi_then_add=

# Sets: pi_marker_dir
pi_find_marker_dir() {
  [ -n "$pi_marker_dir" ] || {
    pi_marker_dir=$(readlink /proc/self/ns/net)
    pi_marker_dir=${pi_marker_dir#*\[}
    pi_marker_dir=$pi_run_dir/pulumi-iproute2/${pi_marker_dir%]}
  }
}

# Writes a marker under a temporary name. Without ALIAS it does nothing, because a removal needs no preparation.
# Arguments: NAME [ALIAS [NOTE]]
# Sets:      pi_error  the message of a failure
pi_prepare_marker() {
  # shellcheck disable=SC2086 # without a note nothing is written for it
  [ $# -lt 2 ] || pi_error=$({ mkdir -p "$pi_marker_dir" && echo "$2" $3 >"$pi_marker_dir/.$1"; } 2>&1)
}

# Gives a prepared marker its name. The marker of a policy first gets the kernel's index. Without ALIAS this function
# removes the marker.
# Arguments: none, or as pi_prepare_marker
# Reads:     pi_then_add  a function of replaced-object.sh, or empty
pi_place_marker() {
  case $# in
  0) ;;
  1) rm -f "$pi_marker_dir/$1";;
  *)
    $pi_then_add
    mv -f "$pi_marker_dir/.$1" "$pi_marker_dir/$1";;
  esac
}

# Removes a prepared marker.
# Arguments: none, or as pi_prepare_marker
pi_forget_marker() { [ $# -lt 2 ] || rm -f "$pi_marker_dir/.$1"; }

# Removes the markers of qdiscs whose devices are gone, and the directories if they are empty.
pi_tidy_markers() {
  for pi_word in "$pi_marker_dir/clsact."*; do
    [ -e "$pi_net_dir/${pi_word##*/clsact.}" ] || rm -f "$pi_word"
  done
  rmdir "$pi_marker_dir" "$pi_run_dir/pulumi-iproute2" 2>/dev/null
}
