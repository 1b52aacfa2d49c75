# shellcheck shell=sh
# An `ip -batch -` that runs on between frames, because starting an ip takes longer than most of what it is asked.
#
# Globals: pi_ip_pid    its process; empty where there is none
#          pi_ip_lines  lines that it was sent; empty where this frame does not use it
#          fd 6         what it reads; fd 7: what it prints

pi_ip_pid=

# Starts a persistent ip. Two pipes are needed without a program or a file. Most shells put the text of a
# here-document into a pipe; where they do not (old bash, mksh, zsh) there is no persistent ip. Only the shell and
# this ip have an end of the pipes open.
# Sets: pi_ip_pid, fd 6, fd 7
pi_start_ip() {
  exec 6>&- 7<&- 4<<E 7<<E
.
E
.
E
  pi_ip_pid=
  if [ -p /proc/self/fd/4 ] && [ -p /proc/self/fd/7 ]; then
    read -r pi_ip_pid <&4
    read -r pi_ip_pid <&7
    exec 6>/proc/self/fd/4 5>/proc/self/fd/7
    ip -d -j -N -batch - <&4 >&5 2>&1 4<&- 5>&- 6>&- 7<&- 9>&- &
    pi_ip_pid=$!
    exec 4<&- 5>&-
  else
    exec 4<&- 7<&-
  fi
}

# Reads what the persistent ip prints until the JSON values that are due have come, and prints those.
# Reads:   pi_due    JSON values that are due, one a line
# Sets:    pi_error  what the ip printed beside them
# Returns: 1 where the ip ended before that
pi_read_ip() {
  pi_error=
  while [ "$pi_due" -gt 0 ]; do
    IFS= read -r pi_line <&7 || return 1
    case $pi_line in
    '['* | '{'*) pi_due=$((pi_due - 1)); printf '%s\n' "$pi_line";;
    *) pi_error=$pi_error$pi_line$pi_newline;;
    esac
  done
}
