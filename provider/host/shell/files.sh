# shellcheck shell=sh
# shellcheck disable=SC2086 # the arguments of a file are several words
# Files in /etc/pulumi-iproute2/objects, one for each object. The script boot beside that directory makes the objects
# again when the host boots (./boot/boot.sh). A file calls the function `restore` with the words of its object.
#
# A file is written under a temporary name while its operation is finished. All files of a frame are then brought to the
# disk and get their names before the reply says that the operations are done.
#
# Globals: pi_files_dir   the directory
#          pi_unsaved     " 0 1": operations whose files have temporary names
#          pi_files_fault why no file can be written; empty if nothing is wrong

pi_files_dir=$pi_config_dir/etc/pulumi-iproute2
pi_unsaved='' pi_files_fault=

# Installs the script that restores objects, if it is not the right one. It reads its text from standard input.
# Arguments: INIT  systemd or openrc
# Sets:      pi_files_fault
pi_install_boot() {
  pi_files_fault=$({
    mkdir -p "$pi_files_dir/objects" && cat >"$pi_files_dir/.boot" && sync "$pi_files_dir/.boot" &&
      mv -f "$pi_files_dir/.boot" "$pi_files_dir/boot" && sh "$pi_files_dir/boot" install "$1"
  } 2>&1) && pi_files_fault=
}

# Writes the file of the current operation under a temporary name.
# Arguments: NAME TOOL DEVICE MODULE…  DEVICE: needs a filter qdisc; `-` for none
# Reads:     the record of pi_each
# Sets:      pi_unsaved, pi_files_fault
pi_write_file() {
  [ -n "$pi_unsaved" ] || [ -n "$pi_files_fault" ] || pi_open_files
  pi_unsaved="$pi_unsaved $pi_index"
  [ -z "$pi_files_fault" ] || return 0
  pi_number=$pi_shows pi_name=$1 pi_word=$2 pi_device=${3#-}
  shift 3
  while [ "$pi_number" -gt 0 ]; do
    pi_lines=${pi_lines%"$pi_newline"}
    pi_lines=${pi_lines%"$pi_newline"*}$pi_newline pi_number=$((pi_number - 1))
  done
  case $pi_word:$pi_lines in
  sysctl:*) pi_write_accept_ra;;
  ip:"link add name "*) pi_spell_out_device "${pi_undo_checks%% *}";;
  esac
  pi_files_fault=$({ printf 'restore 1 "%s" %s %s "%s" "%s" "%s" "%s" "%s" "%s"\n' "$pi_machine" "$pi_word" \
    $((pi_count - pi_shows)) "$pi_lines" "$pi_undo_checks" "$pi_undo" "$pi_marker" "$*" "$pi_device" \
    >"$pi_files_dir/.new/$pi_name"; } 2>&1) && pi_files_fault=
}

# Makes the directory for the new files of a frame.
# Sets: pi_machine  the machine id, or empty; pi_files_fault
pi_open_files() {
  [ ! -e "$pi_files_dir/.new" ] || rm -rf "$pi_files_dir/.new"
  pi_machine=
  { read -r pi_machine <"$pi_config_dir/etc/machine-id"; } 2>/dev/null
  if [ -e "$pi_files_dir/boot" ]; then pi_files_fault=$(mkdir "$pi_files_dir/.new" 2>&1)
  else pi_files_fault="$pi_files_dir/boot is missing"; fi
}

# Writes the names of the devices whose accept_ra was set because of forwarding (sysctl.sh).
pi_write_accept_ra() {
  for pi_file in "$pi_marker_dir/conf:ipv6:accept_ra:"*; do
    [ ! -f "$pi_file" ] || echo "${pi_file##*:accept_ra:}"
  done 2>/dev/null >"$pi_files_dir/accept-ra"
}

# Puts the mtu that the device has, and the address of an Ethernet device, into the command that creates it. The kernel
# would choose other ones after a reboot.
# Arguments: DEVICE
# Reads, sets: pi_lines
pi_spell_out_device() {
  read -r pi_number <"$pi_net_dir/$1/mtu"
  read -r pi_type <"$pi_net_dir/$1/type"
  pi_address=
  [ "$pi_type" != 1 ] || { read -r pi_address <"$pi_net_dir/$1/address" && pi_address="address $pi_address "; }
  pi_lines=${pi_lines#"link add name $1 "}
  case $pi_lines in "mtu "*) pi_lines=${pi_lines#mtu * };; esac
  pi_lines="link add name $1 ${pi_address}mtu $pi_number $pi_lines"
}

# Brings the files of the frame to the disk and gives them their names.
# Sets:   pi_unsaved  empty
# Prints: the event unsaved if that fails
pi_save_files() {
  if [ -z "$pi_files_fault" ]; then
    pi_files_fault=$({
      sync "$pi_files_dir/.new"/* && mv -f "$pi_files_dir/.new"/* "$pi_files_dir/objects" &&
        rmdir "$pi_files_dir/.new" && sync "$pi_files_dir/objects"
    } 2>&1) && pi_files_fault=
  fi
  [ -z "$pi_files_fault" ] || { pi_event "unsaved$pi_unsaved"; echo "$pi_files_fault"; }
  pi_unsaved='' pi_files_fault=
}

# Removes files. The last one takes the script and all that belongs to it along.
# Arguments: NAME…
# Prints:    the event uninstalled
pi_remove_files() {
  [ -d "$pi_files_dir" ] || return 0
  pi_word=
  for pi_name; do [ ! -e "$pi_files_dir/objects/$pi_name" ] || pi_word="$pi_word $pi_files_dir/objects/$pi_name"; done
  [ -n "$pi_word" ] || return 0
  rm -f $pi_word && sync "$pi_files_dir/objects"
  rmdir "$pi_files_dir/objects" 2>/dev/null || return 0
  sh "$pi_files_dir/boot" uninstall
  pi_event uninstalled
}

# Removes the files of devices.
# Arguments: DEVICE…
pi_remove_link_files() {
  pi_names=
  for pi_word; do pi_names="$pi_names link-$pi_word"; done
  pi_remove_files $pi_names
}

# Removes the file of an object that is gone, if the file has its owner alias.
# Arguments: NAME ALIAS
pi_remove_orphan() {
  [ ! -e "$pi_files_dir/objects/$1" ] || ! grep -q -F -e "$2" "$pi_files_dir/objects/$1" || pi_remove_files "$1"
}
