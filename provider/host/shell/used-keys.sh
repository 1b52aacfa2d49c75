# shellcheck shell=sh
# shellcheck disable=SC2086 # markers and identities are several words each
# Keys of IPsec states that send by an AEAD or in counter mode. The nonce of a packet derives from its number, and a state
# that is added counts from 1. So the host adds a state with such a key once. The file used-keys has a line for each key: the
# SHA-256 digest of the key, and no key. It outlives reboots and removals. (RFC 4106, section 3; RFC 8221, section 4.1)
#
# A new digest is on the disk before the state is added, because the kernel may send a packet by the state at once.
#
# Globals: pi_frame_keys  " 3:+DIGEST 4:=DIGEST ": the keys of operations, by their indices in the frame. + adds a state with
#                         the key. ! adds a state again. = leaves a state with the key. ~ leaves a state of another owner, if
#                         it has the key
#          pi_new_keys    " 3:+DIGEST": those that the file lacks

pi_keys_dir=$pi_config_dir/var/lib/pulumi-iproute2

# Like pi_run_singly, for operations with keys.
# Arguments: TOOL RECORD…
pi_run_with_keys() {
  pi_tool=$1 pi_left_out=" $pi_unarmed" pi_done='' pi_text='' pi_new_keys=
  shift
  pi_each pi_use_key "$@"
  pi_check_all "$@"
  [ -z "$pi_new_keys" ] || pi_record_keys "$@"
  pi_each pi_run_with_key "$@"
  pi_report_done
}

# Finds the key of the current operation.
# Sets:    pi_key  its sign and digest
# Returns: 1 if it has none
pi_find_key() {
  pi_key=${pi_frame_keys#*" $pi_index:"}
  [ "$pi_key" != "$pi_frame_keys" ] || return 1
  pi_key=${pi_key%% *}
}

# For pi_each: leaves an operation out if its key was used before. Otherwise it adds the key to pi_new_keys.
# Sets: pi_new_keys
pi_use_key() {
  pi_find_key || return 0
  case $pi_key in "~"*) pi_has_key || { pi_refuse key-differs; return 0; };; esac
  pi_status=1
  [ ! -e "$pi_keys_dir/used-keys" ] || {
    pi_error=$(grep -q -x -F -e "${pi_key#?}" "$pi_keys_dir/used-keys" 2>&1)
    pi_status=$?
  }
  case "$pi_new_keys " in *"+${pi_key#?} "*) pi_status=0;; esac
  case $pi_status in
  0) ;;
  1) pi_new_keys="$pi_new_keys $pi_index:$pi_key";;
  *) pi_refuse key-unrecorded; echo "$pi_error"; return 0;;
  esac
  case $pi_status$pi_key in 0+* | ?!*) pi_refuse key-used;; esac
}

# Leaves the current operation out.
# Arguments: EVENT
pi_refuse() {
  pi_leave_out
  pi_event "$1 $pi_index"
}

# Whether the host has a state with the identity and the key of the last line of the current record.
# Reads: pi_lines
pi_has_key() {
  pi_rest=${pi_lines##*"xfrm state "}
  pi_rest=${pi_rest#* }
  pi_shown=$(ip xfrm state get ${pi_rest%% mode *} 2>/dev/null)
  case $pi_rest in
  *" aead "*) pi_rest=${pi_rest#*" aead "};;
  *) pi_rest=${pi_rest#*" enc "};;
  esac
  pi_rest=${pi_rest#* }
  case $pi_shown in *" ${pi_rest%% *}"*) ;; *) return 1;; esac
}

# Writes the new keys of operations. Leaves those operations out if that fails.
# Arguments: RECORD…
# Reads:     pi_new_keys pi_left_out
pi_record_keys() {
  pi_digests=
  for pi_word in $pi_new_keys; do
    # An operation that its guard leaves out adds no state
    case "$pi_word $pi_left_out" in
    *:+*" ${pi_word%%:*} "*) ;;
    *) pi_digests=$pi_digests${pi_word#*:?}$pi_newline;;
    esac
  done
  [ -z "$pi_digests" ] || pi_error=$(pi_write_keys 2>&1) || pi_each pi_give_up_key "$@"
}

# Writes the file with new lines.
# Reads: pi_digests
pi_write_keys() {
  mkdir -p "$pi_keys_dir" &&
    { { [ ! -e "$pi_keys_dir/used-keys" ] || cat "$pi_keys_dir/used-keys"; } && printf '%s' "$pi_digests"; } \
      >"$pi_keys_dir/.used-keys" && pi_place_keys
}

# Gives the new file its name, after it is on the disk.
pi_place_keys() {
  sync "$pi_keys_dir/.used-keys" && mv -f "$pi_keys_dir/.used-keys" "$pi_keys_dir/used-keys" &&
    sync "$pi_keys_dir" "${pi_keys_dir%/*}"
}

# For pi_each: leaves an operation out whose key could not be written.
# Reads: pi_error
pi_give_up_key() {
  pi_find_key || return 0
  pi_refuse key-unrecorded
  echo "$pi_error"
  pi_forget_marker $pi_marker
}

# For pi_each: runs an operation. If it fails, this function takes its key out of the file, because no packet was sent with
# it. The key stays if the host has the state, because a signal may have ended the program after the kernel added it.
pi_run_with_key() {
  pi_run_lines
  case "$pi_undone" in *" $pi_index "*) ;; *) return 0;; esac
  pi_find_key || return 0
  case $pi_key in
  +*)
    pi_has_key ||
      { { grep -v -x -F -e "${pi_key#?}" "$pi_keys_dir/used-keys" || [ $? = 1 ]; } >"$pi_keys_dir/.used-keys" && pi_place_keys; };;
  esac 2>/dev/null
}
