# shellcheck shell=sh
# shellcheck disable=SC2086 # guards, markers and tools are several words each
# Changes that may cut the SSH connection. Before such a change the host gets a script that reverses it, and a timer that
# starts the script. A run that reaches the host by a new connection confirms the change. Then the script never runs.
#
# Files in a directory show the state of each change. Each transition is one rename, so it happens for one side only:
#   ID            armed: the timer runs; the file is the script
#   ID.confirmed  a run has confirmed the change
#   ID.reversing  the script has begun
#   ID.reversed   the script has reversed the change
# The directory is in memory. A reboot removes it, and restores what the files for a reboot contain: they are written
# after the confirmation.
#
# Globals: pi_unarmed  "3 ": operations that must not run, because they are not armed

pi_confirm_dir=$pi_run_dir/pulumi-iproute2.confirm pi_unarmed=

# Arms operations. Standard input is the script that reverses them.
# Arguments: ID SECONDS INDEX…
# Sets:      pi_unarmed
# Prints:    the event unarmed for each operation if that fails
pi_arm() {
  pi_name=$1 pi_seconds=$2 pi_file=$pi_confirm_dir/$1
  shift 2
  [ ! -e "$pi_file" ] || return 0
  pi_error='the time for this change is over, so the host has reversed it'
  [ ! -e "$pi_file.reversing" ] && [ ! -e "$pi_file.reversed" ] &&
    pi_error=$({ mkdir -p "$pi_confirm_dir" && cat >"$pi_file" && pi_start_timer; } 2>&1) && return
  rm -f "$pi_file"
  for pi_word; do
    pi_unarmed="$pi_unarmed$pi_word "
    pi_event "unarmed $pi_word"
    echo "$pi_error"
  done
}

# Starts the timer: by systemd, because it ends the processes of a session in some configurations, else as a process.
# Reads: pi_name pi_seconds pi_file
pi_start_timer() {
  [ -d "$pi_run_dir/systemd/system" ] && command -v systemd-run >/dev/null &&
    systemd-run --quiet --collect --unit="pulumi-iproute2-confirm-$pi_name" --on-active="$pi_seconds" \
      --timer-property=AccuracySec=100ms /bin/sh "$pi_file" && return
  pi_word=
  command -v setsid >/dev/null && pi_word=setsid
  # shellcheck disable=SC2016 # the new shell expands them
  $pi_word sh -c 'trap "" HUP; sleep "$1"; exec sh "$2"' sh "$pi_seconds" "$pi_file" \
    </dev/null >/dev/null 2>&1 3>&- 6>&- 7<&- 9>&- &
  echo "$!" >"$pi_file.timer"
}

# Stops the timer of a change.
# Arguments: ID
pi_stop_timer() {
  pi_pid=
  { read -r pi_pid <"$pi_confirm_dir/$1.timer"; } 2>/dev/null
  if [ -n "$pi_pid" ]; then
    # Another process may have the number by now
    grep -q -F -e "$pi_confirm_dir/$1" "/proc/$pi_pid/cmdline" && { kill -- "-$pi_pid" || kill "$pi_pid"; }
    rm -f "$pi_confirm_dir/$1.timer"
  else
    systemctl stop "pulumi-iproute2-confirm-$1.timer"
  fi 2>/dev/null
}

# Confirms a change, unless its script has begun.
# Arguments: ID
# Prints:    the event confirmed, or the state of the change
pi_confirm() {
  pi_file=$pi_confirm_dir/$1
  mv "$pi_file" "$pi_file.confirmed" 2>/dev/null && pi_stop_timer "$1"
  pi_print_change "$1"
}

# Prints: the state of a change as an event: armed, confirmed, reversing, reversed, or forgotten if the host knows nothing
# Arguments: ID
pi_print_change() {
  for pi_word in confirmed reversing reversed; do
    [ ! -e "$pi_confirm_dir/$1.$pi_word" ] || { pi_event "$pi_word"; return; }
  done
  if [ -e "$pi_confirm_dir/$1" ]; then pi_event armed; else pi_event forgotten; fi
}

# Reverses a change at once.
# Arguments: ID
pi_reverse_now() {
  [ ! -e "$pi_confirm_dir/$1" ] || { pi_stop_timer "$1"; sh "$pi_confirm_dir/$1"; }
  pi_print_change "$1"
}

# Removes what the host knows of a change that has ended.
# Arguments: ID
pi_forget_change() {
  rm -f "$pi_confirm_dir/$1.confirmed" "$pi_confirm_dir/$1.reversed"
  rmdir "$pi_confirm_dir" 2>/dev/null
}

# The script that reverses a change calls this function first. It waits 3 s for the lock. A shell whose client is cut off
# may hold it for longer, so the script then goes on without it.
# Arguments: ID
pi_begin_reversal() {
  mv "$pi_confirm_dir/$1" "$pi_confirm_dir/$1.reversing" 2>/dev/null || exit 0
  rm -f "$pi_confirm_dir/$1.timer"
  pi_left_out=' '
  pi_find_marker_dir
  [ -n "$pi_lock_file" ] || return 0
  pi_flock=$(flock --version 2>&1)
  pi_try_lock -n || pi_poll_lock 3
}

# Runs the lines of a record, also after one that fails.
pi_reverse() {
  [ -z "$pi_checks" ] || pi_guard $pi_checks || return 0
  pi_prepare_marker $pi_marker
  printf '%s' "$pi_lines" | $pi_tool -force -batch - >/dev/null 2>&1
  pi_place_marker $pi_marker
}

# Arguments: ID
pi_end_reversal() {
  pi_tidy_markers
  mv "$pi_confirm_dir/$1.reversing" "$pi_confirm_dir/$1.reversed"
}
