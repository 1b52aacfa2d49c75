# shellcheck shell=sh
# The lock of the host. Only one run changes a host at a time. The lock also makes a new run wait for processes of ours
# that a dropped connection left running. The kernel releases the lock when the last process with the open file ends.
# Only root can open the file, because any user who can open a lock file can hold the lock.
#
# A shell that keeps the lock between frames writes three words into the file: its pid, the nonce of the frame that took
# the lock, and the pid of its persistent ip. A live client releases the lock, or takes it again, within 2 s.
#
# Globals: pi_lock_file  empty if there can be no lock: no flock, or no writable directory
#          fd 9          the open lock file of the shell; frames inherit it

umask 077
pi_lock_file=$pi_run_dir/pulumi-iproute2.lock
command -v flock >/dev/null && true 2>/dev/null >>"$pi_lock_file" || pi_lock_file=

# Opens the lock file again. That also releases a lock on the file that was open before.
# Reads: pi_lock_file
pi_open_lock() { [ -z "$pi_lock_file" ] || exec 9>>"$pi_lock_file"; }

# Releases the lock of the shell. In ksh the old file is still open after pi_open_lock, so flock -u releases it there.
# Reads: pi_lock_file
pi_release_lock() {
  [ -z "$pi_lock_file" ] || : >"$pi_lock_file"
  [ -z "$KSH_VERSION" ] || flock -u 3 3>&9
  pi_open_lock
}

# Takes the lock on the open file of the shell. The shell can keep it after the frame, because both share that file.
# Arguments: y if the shell keeps the lock after this frame
# Reads:     pi_lock_file pi_nonce pi_ip_pid
# Prints:    the event busy or lock-failed if it does not get the lock
# Returns:   1 if it does not get the lock
pi_take_lock() {
  [ -n "$pi_lock_file" ] || return 0
  # Another run polls for the lock (pi_poll_lock) and must get a turn first
  [ ! -e "$pi_lock_file.wanted" ] || { rm -f "$pi_lock_file.wanted"; sleep 2; }
  pi_try_lock -n || pi_wait_for_lock || {
    if [ -n "$pi_error" ]; then pi_event lock-failed; echo "$pi_error"; else pi_event busy; fi
    return 1
  }
  if [ "$1" = y ]; then echo "$$ $pi_nonce $pi_ip_pid"; fi >"$pi_lock_file"
}

# Runs flock on the lock file. It has fd 3 there, because mksh closes fd 9 when it starts a program.
# Arguments: options of flock
# Sets:      pi_error  the message of flock; empty if another process has the lock
pi_try_lock() { pi_error=$(flock "$@" 3 2>&1 3>&9); }

# Waits up to 30 s for the lock. After 10 s it kills an idle holder.
# Reads: pi_lock_file
# Sets:  pi_error (as pi_try_lock), pi_flock, pi_holder
pi_wait_for_lock() {
  [ -z "$pi_error" ] || return 1
  pi_flock=$(flock --version 2>&1)
  pi_holder=
  read -r pi_holder <"$pi_lock_file"
  pi_poll_lock 10 && return
  [ -z "$pi_error" ] || return 1
  pi_end_idle_holder
  pi_poll_lock 20
}

# Waits for the lock. flock of util-linux has an option for a limited wait. flock of busybox lacks it, so this polls.
# Arguments: seconds
# Reads:     pi_flock pi_lock_file
# Sets:      pi_error (as pi_try_lock), pi_seconds
pi_poll_lock() {
  case $pi_flock in *util-linux*) pi_try_lock -w "$1"; return;; esac
  pi_seconds=$1
  while [ "$pi_seconds" -gt 0 ]; do
    : >>"$pi_lock_file.wanted"
    sleep 1
    pi_try_lock -n && { rm -f "$pi_lock_file.wanted"; return; }
    [ -z "$pi_error" ] || return 1
    pi_seconds=$((pi_seconds - 1))
  done
  return 1
}

# Kills the shell that keeps the lock if its client is gone. The shell of a live client is never idle for a second with
# the same line in the lock file: the client releases the lock 0.3 s after its last frame, and takes it again for the
# next one.
# Reads: pi_holder pi_lock_file
pi_end_idle_holder() { pi_holder_is_idle && sleep 1 && pi_holder_is_idle && kill "${pi_holder%% *}"; }

# Whether the same shell still keeps the lock as at the start of the wait, and runs nothing but its persistent ip.
# Reads: pi_holder  the line of the lock file when the wait began
# Sets:  pi_line pi_pid
# shellcheck disable=SC3013 # every shell in use has -ef
pi_holder_is_idle() {
  pi_line=
  read -r pi_line <"$pi_lock_file"
  pi_pid=${pi_holder%% *}
  case $pi_pid in '' | *[!0-9]*) return 1;; esac
  [ "$pi_line" = "$pi_holder" ] && [ "/proc/$pi_pid/fd/9" -ef "$pi_lock_file" ] &&
    [ -r "/proc/$pi_pid/task/$pi_pid/children" ] || return 1
  read -r pi_line <"/proc/$pi_pid/task/$pi_pid/children"
  case $pi_line in '' | "${pi_holder##* }") ;; *) return 1;; esac
}

pi_open_lock
