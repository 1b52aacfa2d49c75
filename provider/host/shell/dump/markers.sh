# shellcheck shell=sh
# Section markers: a line for each ownership marker, "NAME ALIAS NOTE".
# Reads: pi_marker_dir
for pi_word in "$pi_marker_dir"/*; do [ -f "$pi_word" ] && IFS= read -r pi_line <"$pi_word" && echo "${pi_word##*/} $pi_line"; done
