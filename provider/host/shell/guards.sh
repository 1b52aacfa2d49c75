# shellcheck shell=sh
# Guards: an operation changes an object only if the object has the owner alias of the operation, and another program has
# not added its own one in the place of ours (replaced-object.sh).

# the device group of this provider (GROUP in provider/iproute2/owner-alias.ts)
pi_group=26992
pi_then_compare=

# Whether a device, or a marker, has one of the owner aliases.
# Arguments: DEVICE, or @NAME for a marker
#            HALF_MADE  y: a device in our group without an alias is accepted too
#            ALIAS…
# Reads:     pi_net_dir pi_marker_dir
#            pi_then_compare  a function of replaced-object.sh, or empty
# Sets:      pi_verdict  the reason for a "no": "gone", or "foreign ALIAS" with the alias on the host
pi_guard() {
  pi_object=$1 pi_half_made=$2 pi_alias=
  shift 2
  case $pi_object in
  @*) [ -e "$pi_marker_dir/${pi_object#@}" ] && IFS= read -r pi_alias <"$pi_marker_dir/${pi_object#@}";;
  *)
    [ -e "$pi_net_dir/$pi_object" ] || { pi_verdict=gone; return 1; }
    IFS= read -r pi_alias <"$pi_net_dir/$pi_object/ifalias";;
  esac
  for pi_word; do case $pi_alias in "$pi_word" | "$pi_word "*) $pi_then_compare; return;; esac; done
  [ "$pi_half_made" = y ] && [ -z "$pi_alias" ] && pi_is_in_group "$pi_object" && return 0
  pi_verdict="foreign $pi_alias"
  return 1
}

# Whether a device is in our group.
# Arguments: DEVICE
# Sets:      pi_word
pi_is_in_group() { read -r pi_word <"$pi_net_dir/$1/netdev_group" && [ "$pi_word" = $pi_group ]; }

# Prints the verdict of the last guard.
# Arguments: INDEX of the operation or removal
# Reads:     pi_verdict
pi_report_verdict() { pi_event "${pi_verdict%% *} $1 ${pi_verdict#* }"; }
