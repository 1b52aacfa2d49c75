# shellcheck shell=sh
# Kernel settings. A setting that several owners want stays until the last of them is gone, and then gets its earlier
# value back. All lines of a frame run in one call, so that they see each other's markers.

# Reads lines as `ip -batch -` does.
# KEY=VALUE MARKER ALIAS sets a setting, and marks who wants it with its value before the first of them.
# KEY MARKER ends that. The last one sets the value of before.
# Prints: the failing line on stderr, as `ip -batch` words it
# shellcheck disable=SC2015 # whatever fails, the line has failed
pi_set_sysctls() {
  pi_number=0
  while read -r pi_line pi_marker pi_alias; do
    pi_number=$((pi_number + 1)) pi_file=$pi_sysctl_dir/$(echo "${pi_line%%=*}" | tr . /) pi_other='' pi_new=
    # another owner of the same setting
    for pi_word in "$pi_marker_dir/${pi_marker%:*}":*; do
      [ -f "$pi_word" ] && [ "$pi_word" != "$pi_marker_dir/$pi_marker" ] && pi_other=$pi_word
    done
    case $pi_line in
    *=*)
      pi_value=${pi_line#*=}
      # A later incarnation of an owner takes the marker over, with the value of before
      pi_word=
      if [ -e "$pi_marker_dir/$pi_marker" ]; then read -r pi_word pi_before <"$pi_marker_dir/$pi_marker"
      else
        pi_new=y
        pi_before=$(cat "$pi_file") && { [ -z "$pi_other" ] || read -r pi_word pi_before <"$pi_other"; }
      fi && { { [ -z "$pi_new" ] && [ "$pi_word" = "$pi_alias" ]; } || {
        mkdir -p "$pi_marker_dir" && echo "$pi_alias $pi_before" >"$pi_marker_dir/.$pi_marker" &&
          pi_place_marker "$pi_marker" "$pi_alias"
      }; };;
    *)
      pi_value=
      read -r pi_word pi_before <"$pi_marker_dir/$pi_marker"
      [ -n "$pi_other" ] || pi_value=$pi_before;;
    esac && { [ -z "$pi_value" ] || { echo "$pi_value" >"$pi_file"; }; } || {
      [ -z "$pi_new" ] || rm -f "$pi_marker_dir/.$pi_marker" "$pi_marker_dir/$pi_marker"
      echo "Command failed -:$pi_number" >&2
      return 1
    }
    case $pi_line in *=*) ;; *) pi_place_marker "$pi_marker";; esac
  done
}
