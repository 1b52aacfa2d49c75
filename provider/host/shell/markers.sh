# shellcheck shell=sh
# Ownership markers: files that say who owns an object that has no alias (a FOU port, an IPsec state, a setting). The
# directory is one for each network namespace, in memory, so that markers go with the objects at a reboot.
#
# A marker is prepared before the commands and placed after the last one succeeded, so that a failure never leaves a
# claim on what belongs to others.

pi_marker_dir=

# Sets: pi_marker_dir
pi_find_marker_dir() {
  [ -n "$pi_marker_dir" ] || {
    pi_marker_dir=$(readlink /proc/self/ns/net)
    pi_marker_dir=${pi_marker_dir#*\[}
    pi_marker_dir=$pi_run_dir/pulumi-iproute2/${pi_marker_dir%]}
  }
}

# Writes a marker beside its place. A marker that is to be taken away (no ALIAS) needs no preparation.
# Arguments: NAME [ALIAS [NOTE]]
# Sets:      pi_error  what went wrong
pi_prepare_marker() {
  # shellcheck disable=SC2086 # without a note nothing is written for it
  [ $# -lt 2 ] || pi_error=$({ mkdir -p "$pi_marker_dir" && echo "$2" $3 >"$pi_marker_dir/.$1"; } 2>&1)
}

# Puts a prepared marker in its place, or takes the marker away where there is no ALIAS.
# Arguments: none, or as pi_prepare_marker
pi_place_marker() {
  case $# in
  0) ;;
  1) rm -f "$pi_marker_dir/$1";;
  *) mv -f "$pi_marker_dir/.$1" "$pi_marker_dir/$1";;
  esac
}

# Throws a prepared marker away.
# Arguments: none, or as pi_prepare_marker
pi_forget_marker() { [ $# -lt 2 ] || rm -f "$pi_marker_dir/.$1"; }

# Removes the directories when they are empty.
pi_tidy_markers() { rmdir "$pi_marker_dir" "$pi_run_dir/pulumi-iproute2" 2>/dev/null; }
