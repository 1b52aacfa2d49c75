# shellcheck shell=sh
# shellcheck disable=SC2086 # the arguments of a file are several words
# Files in /etc/pulumi-iproute2/objects, one for each object. The script boot beside that directory makes the objects
# again when the host boots (./boot/boot.sh). A file calls the function `restore` with the words of its object.
#
# All files of a frame are brought to the disk, by one program, before the reply reports the operations as done. A file
# that replaces another one is first written in the directory .new, because the old one must not be lost. A new file needs
# no other name: if the host loses power before the reply, a part of it restores nothing.
#
# Globals: pi_files_dir   the directory
#          pi_unsaved     " 0 1": operations whose files are not on the disk yet
#          pi_new_files   the files of these operations
#          pi_replaced    y: some of them are in .new
#          pi_files_fault why no file can be written; empty if nothing is wrong
#          pi_installed   y: this shell has installed the script, for files that follow

pi_files_dir=$pi_config_dir/etc/pulumi-iproute2
pi_unsaved='' pi_new_files='' pi_replaced='' pi_files_fault='' pi_installed=

# Installs the script that restores objects, if it is not the right one. It reads its text from standard input.
# Arguments: INIT  systemd or openrc
# Sets:      pi_files_fault, pi_installed
pi_install_boot() {
  pi_installed=y
  pi_files_fault=$({
    mkdir -p "$pi_files_dir/objects" "$pi_files_dir/.new" && cat >"$pi_files_dir/.boot" &&
      sh "$pi_files_dir/.boot" install "$1" && sync "$pi_files_dir/.boot" && mv -f "$pi_files_dir/.boot" "$pi_files_dir/boot"
  } 2>&1) && pi_files_fault=
}

# Writes the file of the current operation.
# Arguments: NAME TOOL DEVICES MODULE…  DEVICES: need a filter qdisc, with commas; `-` for none
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
  ip:"link add name "* | bridge:"link add name "*) pi_spell_out_device "${pi_undo_checks%% *}";;
  esac
  # the quotes of an alias with a description
  case $pi_lines in *\"*) pi_lines=$(printf '%s' "$pi_lines" | sed 's/"/\\"/g')$pi_newline;; esac
  pi_file=$pi_files_dir/objects/$pi_name
  pi_new_files="$pi_new_files $pi_file"
  [ ! -e "$pi_file" ] || pi_replaced=y pi_file=$pi_files_dir/.new/$pi_name
  # A subshell for the message would be a process for each file
  { printf 'restore 1 "%s" %s %s "%s" "%s" "%s" "%s" "%s" "%s"\n' "$pi_machine" "$pi_word" \
    $((pi_count - pi_shows)) "$pi_lines" "$pi_undo_checks" "$pi_undo" "$pi_marker" "$*" "$pi_device" \
    >"$pi_file"; } 2>/dev/null || {
    pi_files_fault=$({ printf '%s' "$pi_lines" >"$pi_file"; } 2>&1)
    : "${pi_files_fault:=$pi_file cannot be written}"
  }
}

# Prepares for the files of a frame: removes what an interrupted frame left.
# Sets: pi_machine  the machine id, or empty; pi_files_fault
pi_open_files() {
  for pi_file in "$pi_files_dir/.new"/*; do [ ! -e "$pi_file" ] || rm -f "$pi_file"; done
  pi_machine=
  { read -r pi_machine <"$pi_config_dir/etc/machine-id"; } 2>/dev/null
  [ -e "$pi_files_dir/boot" ] || pi_files_fault="$pi_files_dir/boot is missing"
}

# Writes the names of the devices whose accept_ra was set because of forwarding (sysctl.sh).
pi_write_accept_ra() {
  for pi_file in "$pi_marker_dir/conf:ipv6:accept_ra:"*; do
    [ ! -f "$pi_file" ] || echo "${pi_file##*:accept_ra:}"
  done 2>/dev/null >"$pi_files_dir/accept-ra"
}

# Puts the index and the mtu that the device has, and the address of an Ethernet device, into the command that creates it.
# The kernel would choose other ones after a reboot. A bridge gets only its index, because it has the mtu and the address of
# its ports.
# Arguments: DEVICE
# Reads, sets: pi_lines
pi_spell_out_device() {
  read -r pi_ifindex <"$pi_net_dir/$1/ifindex"
  case ${pi_lines%%"$pi_newline"*} in
  *" type bridge" | *" type bridge "*)
    pi_lines="link add name $1 index $pi_ifindex ${pi_lines#"link add name $1 "}"
    return;;
  esac
  read -r pi_number <"$pi_net_dir/$1/mtu"
  read -r pi_type <"$pi_net_dir/$1/type"
  pi_address=
  [ "$pi_type" != 1 ] || { read -r pi_address <"$pi_net_dir/$1/address" && pi_address="address $pi_address "; }
  pi_lines=${pi_lines#"link add name $1 "}
  case $pi_lines in "mtu "*) pi_lines=${pi_lines#mtu * };; esac
  pi_lines="link add name $1 index $pi_ifindex ${pi_address}mtu $pi_number $pi_lines"
}

# Brings the files of the frame to the disk, and those of .new to their names.
# Sets:   pi_unsaved  empty
# Prints: the event unsaved if that fails
pi_save_files() {
  if [ -z "$pi_files_fault" ]; then
    pi_files_fault=$({
      if [ -n "$pi_replaced" ]; then
        sync "$pi_files_dir/.new"/* && mv -f "$pi_files_dir/.new"/* "$pi_files_dir/objects"
      fi && sync $pi_new_files "$pi_files_dir/objects"
    } 2>&1) && pi_files_fault=
  fi
  [ -z "$pi_files_fault" ] || { pi_event "unsaved$pi_unsaved"; echo "$pi_files_fault"; }
  pi_unsaved='' pi_new_files='' pi_replaced='' pi_files_fault=
}

# Removes files. The last one takes the script and all that belongs to it along. An interrupted removal may have removed
# the last file only, so a removal without files does the rest.
# Arguments: NAME…
# Prints:    the event uninstalled
pi_remove_files() {
  [ -d "$pi_files_dir" ] || return 0
  pi_word=
  for pi_name; do [ ! -e "$pi_files_dir/objects/$pi_name" ] || pi_word="$pi_word $pi_files_dir/objects/$pi_name"; done
  if [ -n "$pi_word" ]; then rm -f $pi_word && sync "$pi_files_dir/objects"
  elif [ -n "$pi_installed" ]; then return 0; fi
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
