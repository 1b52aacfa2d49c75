# shellcheck shell=sh
# What runs frames: see provider/ssh/frame.ts. Defined once, when the shell is opened.
#
# Globals: pi_nonce     of the frame that runs; scripts read it as $N
#          pi_killable  1: the script ends with the client
#          pi_body, pi_answer, pi_ended, pi_reply, pi_child: of the frame that runs

# The directories of the programs come first. What the host has set follows, because NixOS and Guix keep them elsewhere.
PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE

pi_newline='
'

# Prints a line that no output can imitate: the script reports an event by it.
# Arguments: WORD…
# Reads:     pi_nonce
pi_event() { printf '\n%s %s\n' "$pi_nonce" "$*"; }

# Ends a process and all its children.
# Arguments: PID
pi_kill_tree() { (
  kill -STOP "$1"
  pi_children=
  read -r pi_children <"/proc/$1/task/$1/children"
  for pi_child in $pi_children; do pi_kill_tree "$pi_child"; done
  kill -TERM "$1"
  kill -CONT "$1"
) 2>/dev/null; }

# Prints a reply.
# Arguments: its text with its end
pi_print_reply() { printf '\n%s{\n%s\n' "$pi_nonce" "$1"; }

# Prints the end of a reply, once.
# Arguments: exit code of the script
# Reads, sets: pi_ended
pi_print_end() {
  [ -n "$pi_ended" ] || printf '\n%s} %s' "$pi_nonce" "$1"
  pi_ended=y
}

# Runs one frame.
# Arguments: NONCE KILLABLE BODY BEFORE
pi_run_frame() {
  [ "$#" = 4 ] || exit 70
  pi_nonce=$1 pi_killable=$2 pi_body=$3 pi_answer='' pi_ended=
  eval "$4"
  set --
  if [ "$pi_killable" = 0 ]; then
    pi_reply=$(trap 'pi_print_end "$?"' EXIT; eval "$pi_body" </dev/null; pi_print_end "$?")
    pi_answer=$?
    case $pi_reply in
    *"$pi_newline$pi_nonce} "*) ;;
    *) pi_reply="$pi_reply$pi_newline$pi_nonce} $pi_answer";;
    esac
    pi_print_reply "$pi_reply"
    pi_answer=
    read -r pi_answer
  else
    (
      pi_reply=$( (eval "$pi_body") </dev/null; pi_print_end "$?")
      pi_print_reply "$pi_reply"
    ) &
    pi_child=$!
    read -r pi_answer
    [ "$pi_answer" = ok ] || pi_kill_tree "$pi_child"
    wait "$pi_child"
  fi
  [ "$pi_answer" = ok ] || exit 0
}
