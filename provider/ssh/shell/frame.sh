# shellcheck shell=sh
# Functions that run frames (provider/ssh/frame.ts). The prelude defines them when the shell is opened.
#
# Globals: pi_nonce     nonce of the current frame; scripts read it as $N
#          pi_killable  1: the script is killed when the client is gone
#          pi_body, pi_answer, pi_ended, pi_reply, pi_child: variables of the current frame

# The usual directories come first. The host's own PATH follows, because NixOS and Guix keep programs elsewhere.
PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE

pi_newline='
'

# Prints an event. The line begins with the nonce, so the output of a program cannot imitate it.
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
# Arguments: the text of the reply, with its last line
pi_print_reply() { printf '\n%s{\n%s\n' "$pi_nonce" "$1"; }

# Prints the last line of a reply, if it was not printed yet.
# Arguments: exit code of the script
# Reads, sets: pi_ended
pi_print_end() {
  [ -n "$pi_ended" ] || printf '\n%s} %s' "$pi_nonce" "$1"
  pi_ended=y
}

# Answers the prelude with the output of a text.
# Arguments: TEXT
# Reads:     pi_nonce
pi_greet() {
  pi_reply=$(eval "$1" </dev/null 2>/dev/null)
  pi_print_reply "$pi_reply$pi_newline$pi_nonce} 0"
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
