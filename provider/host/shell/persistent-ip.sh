# shellcheck shell=sh
# The persistent ip: an `ip -batch -` that stays between frames, because its start takes longer than most operations.
#
# Globals: pi_ip_pid    its pid; empty if it does not run
#          pi_ip_lines  how many lines it has received; empty if this frame does not use it
#          fd 6         the pipe to it; fd 7: the pipe from it

pi_ip_pid=

# Starts the persistent ip. It needs two pipes, and a shell has no command that makes a pipe. But most shells put the text
# of a here-document into a pipe, so this function uses two here-documents. In other shells (old bash, mksh, zsh) there is
# no persistent ip. Only the shell and the ip have the pipes open.
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

# Reads the output of the persistent ip until all expected JSON values have come, and prints them.
# Reads:   pi_due    how many JSON values are expected, one a line
# Sets:    pi_error  other lines, which are messages of ip
# Returns: 1 if the ip ended earlier
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
