# shellcheck shell=sh
# Removals of devices. The kernel waits once for each command, and not once for each device (linux:
# rtnl_group_dellink). So one command deletes all devices of a group: of our own group, if its members are exactly the
# devices to remove, else of an empty group, after the devices were moved into it. If that fails, each device is deleted
# by a command of its own.
# shellcheck disable=SC2086 # numbers

# Removes many devices with a single check: they have exactly these aliases, and our group has no other members.
# Arguments: ALIASES  the expected output of grep for their aliases
#            GROUPS   the expected output of grep for the members of our group
#            DEVICE…
# Returns:   1 if the check fails; nothing was removed then
pi_delete_all() {
  (
    cd "$pi_net_dir" && pi_aliases=$1 pi_groups=$2 && shift 2 &&
      [ "$(printf '%s/ifalias\n' "$@" | xargs grep -H '' 2>/dev/null)" = "$pi_aliases" ] &&
      [ "$(grep -lx $pi_group -- */netdev_group 2>/dev/null)" = "$pi_groups" ]
  ) && {
    shift 2
    [ ! -d "$pi_files_dir" ] || pi_remove_link_files "$@"
    pi_event removing
    ip link del group $pi_group 2>&1
  } && pi_event "done r0-$(($# - 1))"
}

# Removes devices.
# Arguments: GROUP  an empty group; then for each removal: INDEX CHECKS DEVICE, where CHECKS are arguments of pi_guard
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
    else
      pi_report_verdict "$1"
      [ ! -d "$pi_files_dir" ] || pi_remove_orphan "link-$3" "${2##* }"
    fi
    shift 3
  done
  [ $pi_number = 0 ] && return
  [ ! -d "$pi_files_dir" ] || pi_remove_link_files $pi_devices
  pi_event removing
  if pi_delete_together; then pi_event "done$pi_indices"; else pi_delete_singly; fi
}

# Removes the devices by one command.
# Reads:   pi_devices pi_number pi_ours pi_moves pi_scratch_group
# Returns: 1 if that is not possible, or failed
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

# Runs lines that print nothing, by the persistent ip if it runs. After them it asks that ip for the addresses of lo,
# because the answer shows that the lines are done. (After a `link show` ip would leave out the addresses in every later
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
