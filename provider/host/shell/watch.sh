# shellcheck shell=sh
# The provider sends this function with frames that read lists of the kernel.

# Runs a program that prints a list of the kernel.
# Arguments: the program and its arguments
# Prints:    the list; then the event `interrupted` if the kernel changed the list during the read, because entries may
#            be missing then (iproute2: lib/libnetlink.c, rtnl_dump_filter_l)
# Returns:   1 if the program fails
pi_watch() {
  { { "$@" 2>&1 >&3 3>&- || echo pi-failed; } | (
    pi_word=0
    while IFS= read -r pi_line; do
      case $pi_line in
      *"Dump was interrupted"*) pi_word=2;;
      pi-failed) [ $pi_word = 2 ] || pi_word=1;;
      esac
    done
    exit $pi_word
  ); } 3>&1
  case $? in
  0) ;;
  2) pi_event interrupted;;
  *) return 1;;
  esac
}
