# shellcheck shell=sh
# The script /etc/pulumi-iproute2/boot. It restores the objects of the host after a reboot, from their files (files.sh).
# An object that exists already stays as it is, of whatever owner. What fails, because a device or a gateway is not
# there yet, is tried again in the background for a minute, so that the boot does not wait for it.
#
# Usage: boot                 restores all objects
#        boot install INIT    makes the init system run this script at boot; INIT is systemd or openrc
#        boot uninstall       reverses that, and removes the files
#
# Globals: pi_failed_names  " link-a fou-b": files whose objects could not be restored
#          pi_again         y: not the first attempt
#          pi_last          y: the last attempt
#          pi_streams       y: `restore` prints the commands of a link, for one `ip -batch` that runs at the same time

PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL

pi_newline='
'

# Handles the events of pi_run_batch and pi_run_singly. The name of an operation is the name of its file.
# Arguments: the event
pi_event() {
  case $1 in
  "failed "*) pi_rest=${1#* } pi_rest=${pi_rest% *};;
  "lost "*) pi_rest=${1#* * };;
  "unmarked "*) pi_rest=${1#* };;
  "no-module "*) echo "the kernel has no module ${1#* }"; return;;
  *) return;;
  esac
  pi_failed_names="$pi_failed_names $pi_rest"
  echo "could not restore $pi_rest:"
}

# Whether the object of a file exists already. A device that an interrupted restore left half-made is removed.
# Arguments: CHECKS MARKER LINES  as in `restore`
pi_is_there() {
  pi_object=${1%% *} pi_rest=${3#*" alias "}
  # an alias with a description is in quotes
  pi_rest=${pi_rest#\"}
  pi_rest=${pi_rest%%"$pi_newline"*}
  if [ -n "$2" ]; then
    [ -e "$pi_marker_dir/${2%% *}" ]
    return
  fi
  [ -n "$1" ] && [ -e "$pi_net_dir/$pi_object" ] || return
  read -r pi_alias <"$pi_net_dir/$pi_object/ifalias"
  [ "${pi_alias%% *}" = "${pi_rest%% *}" ] && return
  if [ -z "$pi_alias" ] && pi_is_in_group "$pi_object"; then
    ip link del dev "$pi_object"
    return 1
  fi
  [ -n "$pi_again" ] || echo "$pi_object belongs to another owner, so it stays as it is"
}

# Whether a device has filters with the cookie of these commands.
# Arguments: DEVICE LINES
pi_has_filters() {
  pi_rest=${2##*" cookie "}
  { tc filter show dev "$1" ingress; tc filter show dev "$1" egress; } 2>/dev/null |
    grep -q -F "cookie ${pi_rest%%"$pi_newline"*}"
}

# The files call this function.
# Arguments: FORMAT MACHINE TOOL COUNT LINES UNDO_CHECKS UNDO MARKER MODULES DEVICES
#   FORMAT   1
#   MACHINE  the machine id of the host that the file is for
#   TOOL     ip, ip6, fou, fou6, xfrm, tc, sysctl or bridge
#   MODULES  modules to load first
#   DEVICES  devices that need a filter qdisc, with commas, or empty: the first one has filters of the object
#   the others are as in a record of operations.sh
# Reads: pi_name  the name of the file
restore() {
  pi_called=y
  [ -z "$pi_streams" ] || { pi_print_link "$@"; return; }
  [ "$1" = 1 ] || { echo "$pi_name has the unknown format $1"; return; }
  [ "$2" = "$pi_machine" ] || { pi_others=$((pi_others + 1)); return; }
  if [ "$3" = tc ]; then pi_has_filters "${10%%,*}" "$5"; else pi_is_there "$6" "$8" "$5"; fi && return
  for pi_word in $9; do pi_load_module "$pi_word"; done
  pi_lines=$5
  pi_leave_index "${6%% *}"
  pi_record=" '$pi_name' '' $4 '$pi_lines' '$6' '$7' '$8' 0 ''"
  case $3 in
  ip) if [ -n "$8" ]; then pi_routes=$pi_routes$pi_record; else pi_add_link; fi;;
  bridge) pi_bridged=$pi_bridged$pi_record;;
  ip6) pi_rules6=$pi_rules6$pi_record;;
  fou) pi_ports=$pi_ports$pi_record;;
  fou6) pi_ports6=$pi_ports6$pi_record;;
  xfrm) pi_states=$pi_states$pi_record;;
  tc) pi_filters=$pi_filters$pi_record pi_devices=$pi_devices${10},;;
  sysctl)
    case $5 in
    net.ipv6.*) pi_restore_accept_ra || { pi_failed_names="$pi_failed_names $pi_name"; return; };;
    esac
    pi_settings=$pi_settings$pi_record;;
  esac
}

# Adds an object to those that ip makes. Sixty-four of them run together, because a longer text takes longer to extend than
# to run.
pi_add_link() {
  pi_links=$pi_links$pi_record pi_waiting=$((pi_waiting + 1))
  [ -z "$pi_is_after" ] || [ "$pi_waiting" -lt 64 ] || pi_run_links
}

# Sets: pi_links, pi_waiting
pi_run_links() {
  pi_run_records "pi_run_batch ip n '' n" "$pi_links"
  pi_links='' pi_waiting=0
}

# Prints the commands of a link that does not exist. Prints the name of any other object to fd 8.
# Arguments: as in `restore`
pi_print_link() {
  case "$1 $2 $3 $8" in
  "1 $pi_machine ip ")
    pi_device=${6%% *}
    if [ -n "$pi_device" ] && [ ! -e "$pi_net_dir/$pi_device" ]; then
      for pi_word in $9; do pi_load_module "$pi_word" >/dev/null; done
      pi_lines=$5
      pi_leave_index "$pi_device"
      printf '%s' "$pi_lines"
      return
    fi;;
  esac
  echo "$pi_name" >&8
}

# Makes links while their files are read, by one `ip -batch`. It stops at the first failure.
# Arguments: NAME…
# Sets:      pi_later  the names of files that it has not restored; all of them after a failure
pi_stream_links() {
  pi_streams=y
  pi_later=$({ pi_read_objects "$@" 2>/dev/null | ip -batch - >/dev/null 2>&1 || echo failed; } 8>&1)
  pi_streams=
  case $pi_newline$pi_later in *"${pi_newline}failed") pi_later=$*;; esac
}

# Removes the index from the command that creates a device if another device has it, or if an attempt has failed. The
# device then gets another index.
# Arguments:   DEVICE
# Reads:       pi_indices  " 1 2 ": the indices of all devices
# Reads, sets: pi_lines
pi_leave_index() {
  pi_rest=${pi_lines#"link add name $1 index "}
  [ "$pi_rest" != "$pi_lines" ] || return 0
  case $pi_again$pi_indices in
  y* | *" ${pi_rest%% *} "*) pi_lines="link add name $1 ${pi_rest#* }";;
  esac
}

# Sets accept_ra of the devices that had it set when forwarding was turned on, because otherwise the kernel ignores
# router advertisements as soon as it forwards.
# Returns: 1 if a device is missing, except in the last attempt
pi_restore_accept_ra() {
  [ -e "$pi_files_dir/accept-ra" ] || return 0
  pi_family=ipv6 pi_conf=$pi_sysctl_dir/net/ipv6/conf pi_missing=
  mkdir -p "$pi_marker_dir"
  while read -r pi_device; do
    if [ ! -d "$pi_conf/$pi_device" ]; then pi_missing=y
    elif [ "$(cat "$pi_conf/$pi_device/accept_ra")" = 1 ]; then
      pi_remember_setting accept_ra
      echo 2 >"$pi_conf/$pi_device/accept_ra"
    fi
  done <"$pi_files_dir/accept-ra"
  [ -z "$pi_missing" ] || [ -n "$pi_last" ]
}

# Reads the files of objects.
# Arguments: NAME…
# shellcheck disable=SC1090 # the files are on the host
pi_read_objects() {
  for pi_name; do
    [ -f "$pi_files_dir/objects/$pi_name" ] || continue
    pi_called=
    command . "$pi_files_dir/objects/$pi_name" 2>/dev/null
    [ -n "$pi_called" ] || if [ -n "$pi_streams" ]; then echo "$pi_name" >&8
    elif [ -z "$pi_again" ]; then echo "$pi_name cannot be read. Run pulumi refresh and pulumi up"; fi
  done
}

# Restores the objects of files.
# Arguments: NAME…
# Sets:      pi_failed_names
# shellcheck disable=SC2086 # names without blanks
pi_restore_objects() {
  pi_failed_names='' pi_others=0 pi_indices=' ' pi_undone=' ' pi_waiting=0 pi_is_after='' pi_streams=
  pi_links='' pi_routes='' pi_rules6='' pi_ports='' pi_ports6='' pi_states='' pi_filters='' pi_devices='' pi_settings='' pi_bridged=
  pi_open_lock
  pi_take_lock n || { pi_failed_names=" $*"; return; }
  for pi_word in "$pi_net_dir"/*/ifindex; do
    read -r pi_word <"$pi_word" && pi_indices="$pi_indices$pi_word "
  done 2>/dev/null
  pi_link_files='' pi_other_files=
  for pi_name; do
    case $pi_name in
    link-*) pi_link_files="$pi_link_files $pi_name";;
    *) pi_other_files="$pi_other_files $pi_name";;
    esac
  done
  pi_read_objects $pi_other_files
  pi_run_records "pi_run_batch pi_set_sysctls n '' n" "$pi_settings"
  pi_run_records "pi_run_batch ip n '' n" "$pi_ports"
  pi_run_records "pi_run_batch 'ip -6' n '' n" "$pi_ports6"
  pi_run_records "pi_run_singly ip" "$pi_states"
  pi_around_links=$pi_links pi_links='' pi_is_after=y pi_later=$pi_link_files
  [ -n "$pi_again" ] || pi_stream_links $pi_link_files
  pi_read_objects $pi_later
  pi_links=$pi_links$pi_around_links
  pi_run_links
  pi_run_records "pi_run_batch pi_ip_and_bridge n '' n" "$pi_bridged"
  # Each line has its own process, because `ip` may exit without the number of a failing line (frame.ts)
  pi_run_records "pi_run_singly ip" "$pi_routes"
  pi_run_records "pi_run_singly 'ip -6'" "$pi_rules6"
  # A device that receives copies may be one of the links
  while [ -n "$pi_devices" ]; do
    pi_add_clsact "${pi_devices%%,*}"
    pi_devices=${pi_devices#*,}
  done
  pi_run_records "pi_run_batch tc n '' n" "$pi_filters"
  exec 9>&-
}

# Arguments: FUNCTION with its first arguments, RECORDS
pi_run_records() { [ -z "$2" ] || eval "$1$2"; }

# Restores all objects.
pi_boot() {
  pi_find_marker_dir
  pi_machine='' pi_again='' pi_last=
  { read -r pi_machine <"$pi_config_dir/etc/machine-id"; } 2>/dev/null
  cd "$pi_files_dir/objects" || return
  set -- *
  [ -e "$1" ] || { pi_uninstall_unused; return; }
  pi_restore_objects "$@"
  [ "$pi_others" = 0 ] || echo "this machine is a copy of another one: $pi_others objects of that one are not restored"
  echo "read $# files, restored all but these:${pi_failed_names:- none}"
  [ -z "$pi_failed_names" ] || pi_try_again </dev/null &
}

# Reverses the installation if no file is left, because a removal was interrupted after its last file.
pi_uninstall_unused() {
  pi_open_lock
  cd / && pi_take_lock n && rmdir "$pi_files_dir/objects" 2>/dev/null && pi_uninstall
  exec 9>&-
}

# Tries again what failed: each second for 10 s, then every 5 s, for a minute in all.
# shellcheck disable=SC2086 # names without blanks
pi_try_again() {
  pi_again=y pi_seconds=0
  while [ "$pi_seconds" -lt 60 ]; do
    if [ "$pi_seconds" -lt 10 ]; then pi_pause=1; else pi_pause=5; fi
    sleep $pi_pause
    pi_seconds=$((pi_seconds + pi_pause))
    if [ "$pi_seconds" -lt 60 ]; then pi_restore_objects $pi_failed_names >/dev/null 2>&1
    else pi_last=y; pi_restore_objects $pi_failed_names; fi
    [ -n "$pi_failed_names" ] || { echo "restored the others after $pi_seconds s"; return; }
  done
  echo "gave up after $pi_seconds s:$pi_failed_names"
}

case $1 in
install) pi_install "$2";;
uninstall) pi_uninstall;;
*) pi_boot;;
esac
