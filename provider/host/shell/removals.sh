# shellcheck shell=sh
# Removals of devices. The kernel waits once for each command and not once for each device (linux:
# rtnl_group_dellink), so they go together by their group: by our own group if its members are exactly these, else by
# a group that has no member until they are moved into it. Where that fails they go one by one.
# shellcheck disable=SC2086 # numbers

# Removes many devices without a look at each, if they carry just these aliases and are all that is in our group.
# Arguments: ALIASES  what grep prints of their aliases, GROUPS  what grep prints of our group's members, DEVICE…
# Returns:   1 where that is not so, with nothing removed
pi_delete_all() {
  (
    cd "$pi_net_dir" && pi_aliases=$1 pi_groups=$2 && shift 2 &&
      [ "$(printf '%s/ifalias\n' "$@" | xargs grep -H '' 2>/dev/null)" = "$pi_aliases" ] &&
      [ "$(grep -lx $pi_group -- */netdev_group 2>/dev/null)" = "$pi_groups" ]
  ) && {
    pi_event removing
    ip link del group $pi_group 2>&1
  } && pi_event "done r0-$(($# - 3))"
}

# Removes devices.
# Arguments: GROUP that no device is in, then for each removal INDEX CHECKS (arguments of pi_guard) DEVICE
# Sets:      pi_failed
pi_delete_devices() {
  pi_scratch_group=$1 pi_indices='' pi_devices='' pi_number=0 pi_ours=0 pi_moves=
  shift
  while [ $# -gt 0 ]; do
    # shellcheck disable=SC2086 # the arguments of pi_guard
    if pi_guard $2; then
      pi_indices="$pi_indices $1" pi_devices="$pi_devices $3" pi_number=$((pi_number + 1))
      pi_moves="${pi_moves}link set dev $3 group $pi_scratch_group$pi_newline"
      pi_is_in_group "$3" && pi_ours=$((pi_ours + 1))
    else pi_report_verdict "$1"; fi
    shift 3
  done
  [ $pi_number = 0 ] && return
  pi_event removing
  if pi_delete_together; then pi_event "done$pi_indices"; else pi_delete_singly; fi
}

# Removes the devices by one command.
# Reads:   pi_devices pi_number pi_ours pi_moves pi_scratch_group
# Returns: 1 where that is not possible, or failed
pi_delete_together() {
  [ $pi_number -gt 1 ] || {
    pi_run_unshown 1 "link del dev$pi_devices$pi_newline"
    return
  }
  pi_members=0 pi_scratch_free=y
  for pi_file in "$pi_net_dir"/*/netdev_group; do
    read -r pi_word <"$pi_file"
    case $pi_word in
    "$pi_group") pi_members=$((pi_members + 1));;
    "$pi_scratch_group") pi_scratch_free=;;
    esac
  done 2>/dev/null
  if [ $pi_ours = $pi_number ] && [ $pi_members = $pi_number ]; then
    pi_run_unshown 1 "link del group $pi_group$pi_newline"
  elif [ -n "$pi_scratch_free" ]; then
    pi_run_unshown $((pi_number + 1)) "${pi_moves}link del group $pi_scratch_group$pi_newline"
  else return 1; fi
}

# Removes the devices one by one, and reports each.
# Reads: pi_devices pi_indices
# Sets:  pi_failed
pi_delete_singly() {
  for pi_word in $pi_devices; do
    [ -e "$pi_net_dir/$pi_word" ] && echo "link del dev $pi_word"
  done | ip -force -batch - 2>&1
  for pi_word in $pi_indices; do
    pi_devices=${pi_devices# } pi_object=${pi_devices%% *}
    if [ -e "$pi_net_dir/$pi_object" ]; then pi_failed=y; pi_event "stays $pi_word"; else pi_event "done $pi_word"; fi
    pi_devices=${pi_devices#"$pi_object"}
  done
}

# Runs lines that print nothing, by the persistent ip if there is one. That one is asked for the addresses of lo
# behind them: its answer says that they are done. (After `link show` it would leave the addresses out of every later
# `addr show`.)
# Arguments: COUNT of lines, LINES
# Reads, sets: pi_ip_lines
pi_run_unshown() {
  [ -n "$pi_ip_lines" ] || {
    printf '%s' "$2" | ip -batch - 2>&1
    return
  }
  printf '%saddr show dev lo\n' "$2" >&6 2>/dev/null
  pi_due=1
  pi_read_ip >/dev/null || {
    pi_ip_lines=
    printf '%s\n' "$pi_error"
    return 1
  }
  pi_ip_lines=$((pi_ip_lines + $1 + 1))
}
