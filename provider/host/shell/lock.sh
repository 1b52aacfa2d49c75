# shellcheck shell=sh
# The lock of the host: only one run changes a host at a time. The lock also makes a new run wait for processes of
# ours that a dropped connection left running. The kernel drops the lock when the last process that has the file open
# ends. Only root can open the file, because whoever can open a lock file can hold the lock.
#
# A shell that keeps the lock between frames writes its pid, the nonce of the frame that took the lock and the pid of
# its persistent ip into the file. A live client releases the lock, or takes it anew, within 2 s.
#
# Globals: pi_lock_file  empty where there can be no lock: no flock, or nowhere to write
#          fd 9          the open lock file of the shell, which frames inherit

umask 077
pi_lock_file=$pi_run_dir/pulumi-iproute2.lock
command -v flock >/dev/null && true 2>/dev/null >>"$pi_lock_file" || pi_lock_file=

# Opens the lock file anew, which also releases a lock that was taken on the file opened before.
# Reads: pi_lock_file
pi_open_lock() { [ -z "$pi_lock_file" ] || exec 9>>"$pi_lock_file"; }

# Releases the lock that the shell keeps. ksh still has the old file open after it has opened the file anew.
# Reads: pi_lock_file
pi_release_lock() {
  [ -z "$pi_lock_file" ] || : >"$pi_lock_file"
  [ -z "$KSH_VERSION" ] || flock -u 3 3>&9
  pi_open_lock
}

# Takes the lock on the open file that the shell has too, so that the shell can keep it when the frame is over.
# Arguments: y if the shell keeps the lock after this frame
# Reads:     pi_lock_file pi_nonce pi_ip_pid
# Prints:    busy or lock-failed, and returns 1, where it does not get the lock
pi_take_lock() {
  [ -n "$pi_lock_file" ] || return 0
  # Another run polls for the lock: it gets its turn first
  [ ! -e "$pi_lock_file.wanted" ] || { rm -f "$pi_lock_file.wanted"; sleep 2; }
  pi_try_lock -n || pi_wait_for_lock || {
    if [ -n "$pi_error" ]; then pi_event lock-failed; echo "$pi_error"; else pi_event busy; fi
    return 1
  }
  if [ "$1" = y ]; then echo "$$ $pi_nonce $pi_ip_pid"; fi >"$pi_lock_file"
}

# Arguments: options of flock
# Sets:      pi_error  what flock printed; empty where the only trouble is that another process has the lock
# fd 3, because mksh closes fd 9 when it starts a program.
pi_try_lock() { pi_error=$(flock "$@" 3 2>&1 3>&9); }

# Waits 30 s for the lock. After 10 s it ends a holder that is idle.
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

# Waits for the lock. Only the flock of util-linux can wait for a limited time (the one of busybox cannot).
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

# Ends the shell that keeps the lock if its client is gone. A live client does not leave the lock as it was for a
# second when nothing is under way: it releases the lock 0.3 s after its last frame, and takes it anew for the next.
# Reads: pi_holder pi_lock_file
pi_end_idle_holder() { pi_holder_is_idle && sleep 1 && pi_holder_is_idle && kill "${pi_holder%% *}"; }

# Whether the lock is kept as it was when the wait began, by a shell that runs nothing but its persistent ip.
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
