# shellcheck shell=sh
# shellcheck disable=SC2086 # guards, markers and tools are several words each
# Operations: commands that belong together. A frame has a record of nine words for each operation.
#
# Globals: pi_failed   y: something failed; the frame then prints the version of ip at its end
#          pi_left_out " 3 7 ": indices of operations that do not run, because a guard or a marker failed
#          pi_done     " 0 1": indices for the next event `done`
#          pi_undone   " 3 7 ": indices of operations that did not run, or failed

pi_undone=' '

# Loads a kernel module if it is not loaded yet.
# Arguments: NAME
pi_load_module() { [ -e "$pi_module_dir/$1" ] || modprobe -q "$1" || pi_event "no-module $1"; }

# Calls a function for each record, with the words of the record in variables, until the function returns 1.
# Arguments: FUNCTION RECORD…
# Sets:      pi_taken  how many records it has read; and for the function:
#   pi_index       number of the operation in the frame; with a k before it: the file of that operation
#   pi_checks      arguments of pi_guard, or empty
#   pi_count       number of its lines
#   pi_lines       its lines for `-batch`, each with its newline
#   pi_undo_checks arguments of pi_guard that must hold before pi_undo runs, or empty. The alias "=" is the one that the
#                  lines give the device: a thousand creations are shorter without a second copy of it.
#   pi_undo        lines that undo a partly done operation, or empty
#   pi_marker      arguments of pi_prepare_marker, or empty
#   pi_shows       how many JSON values it prints
#   pi_file        "+" and arguments of pi_write_file, "-" and a file to remove, or empty (files.sh)
pi_each() {
  pi_function=$1 pi_taken=0
  shift
  while [ $# -gt 0 ]; do
    pi_index=$1 pi_checks=$2 pi_count=$3 pi_lines=$4 pi_undo_checks=$5 pi_undo=$6 pi_marker=$7 pi_shows=$8 pi_file=$9
    pi_taken=$((pi_taken + 1))
    shift 9
    case $pi_left_out in *" $pi_index "*) ;; *) $pi_function || return 0;; esac
  done
}

# For pi_each: leaves an operation out if its guard fails or its marker cannot be written. Leaves the file of an operation
# out (its name begins with k) if that operation is not done.
# Sets: pi_left_out pi_undone pi_old_files
pi_check() {
  case $pi_undone in
  *" ${pi_index#k} "*) pi_left_out="$pi_left_out$pi_index "; return;;
  esac
  if [ -n "$pi_checks" ] && ! pi_guard $pi_checks; then
    pi_leave_out
    pi_report_verdict "$pi_index"
    case $pi_file in "- "*) pi_remove_orphan ${pi_file#- } "${pi_checks##* }";; esac
  elif ! pi_prepare_marker $pi_marker; then
    pi_leave_out
    pi_event "unmarked $pi_index"
    echo "$pi_error"
  else
    case $pi_file in "- "*) pi_old_files="$pi_old_files ${pi_file#- }";; esac
  fi
}

# Leaves the current operation out.
# Sets: pi_left_out pi_undone
pi_leave_out() { pi_left_out="$pi_left_out$pi_index " pi_undone="$pi_undone$pi_index "; }

# Checks operations, and removes their files by one process.
# Arguments: RECORD…
pi_check_all() {
  pi_old_files=
  pi_each pi_check "$@"
  [ -z "$pi_old_files" ] || pi_remove_files $pi_old_files
}

# For pi_each: prints the lines of an operation.
# Sets: pi_total  lines printed so far; pi_due  JSON values that these lines will produce
pi_print() {
  printf '%s' "$pi_lines"
  pi_total=$((pi_total + pi_count)) pi_due=$((pi_due + pi_shows))
}

# For pi_each: counts lines.
# Sets: pi_total
pi_add_count() { pi_total=$((pi_total + pi_count)); }

# For pi_each: finishes an operation that is done.
# Reads: pi_text
# Sets:  pi_done
pi_finish() {
  pi_place_marker $pi_marker
  [ -n "$pi_text" ] || case $pi_file in "+ "*) pi_write_file ${pi_file#+ };; esac
  pi_done="$pi_done $pi_index"
}

# Writes the files of records that have run as one text, if they have files. All of them have one, or none.
# Arguments: NUMBER RECORD…  NUMBER: how many of the records have run
pi_finish_text() { [ -z "$pi_text" ] || case ${10} in "+ "*) pi_write_files "$@";; esac; }

# For pi_each: finishes an operation whose result is unknown.
# Sets: pi_done
pi_lose() {
  pi_undone="$pi_undone$pi_index "
  pi_forget_marker $pi_marker
  pi_done="$pi_done $pi_index"
}

# For pi_each: finds the operation that has the failing line, and stops there. The operations before it are done.
# Reads: pi_failing_line  its number, counted from the first line of the current record
# Sets:  pi_failing_line, pi_next_line  the first line that has not run
pi_find_failed() {
  pi_next_line=$((pi_next_line + pi_count))
  if [ "$pi_failing_line" -gt "$pi_count" ]; then
    pi_failing_line=$((pi_failing_line - pi_count))
    pi_finish
  else
    return 1
  fi
}

# Handles the failure of the current operation: reports it, undoes it, and removes its prepared marker.
# Reads: pi_failing_line pi_error pi_tool and the record
# Sets:  pi_failed
pi_fail() {
  pi_failed=y pi_undone="$pi_undone$pi_index "
  pi_report_done
  pi_event "failed $pi_index $pi_failing_line"
  printf '%s\n' "$pi_error"
  [ "$pi_failing_line" -gt 1 ] && [ -n "$pi_undo" ] && pi_may_undo &&
    printf '%s' "$pi_undo" | $pi_tool -force -batch - >/dev/null 2>&1
  pi_forget_marker $pi_marker
}

# Whether the undo of the current operation may run.
# Reads: pi_undo_checks, and pi_text with pi_next_line, or pi_lines, for the alias of "="
pi_may_undo() {
  case $pi_undo_checks in
  '') return 0;;
  *" =")
    [ -z "$pi_text" ] ||
      pi_lines=$(printf '%s' "$pi_text" | sed -n "$((pi_next_line - pi_count)),$((pi_next_line - 1))p")
    pi_lines=${pi_lines#*"link set dev ${pi_undo_checks%% *} alias "}
    pi_lines=${pi_lines%%"$pi_newline"*}
    pi_guard ${pi_undo_checks%=}${pi_lines%% *};;
  *) pi_guard $pi_undo_checks;;
  esac
}

# Reports the operations that are done.
# Reads: pi_done, and empties it; pi_unsaved
pi_report_done() {
  [ -z "$pi_unsaved" ] || pi_save_files
  [ -z "$pi_done" ] || pi_event "done$pi_done"
  pi_done=
}

# Collects the indices of records in pi_done. Many plain records have consecutive indices, so they become a range.
# Arguments: FUNCTION for pi_each, RECORD…
# Reads:     pi_text
# Sets:      pi_done
pi_collect() {
  if [ -n "$pi_text" ]; then pi_done=" $2-$(($2 + $# / 9 - 1))"; else pi_done=; pi_each "$@"; fi
}

# Runs all operations of one tool in a single `-batch` process. The process stops at the first failing line. Then this
# function undoes the operation with that line, and starts a new process for the rest.
# Arguments: TOOL        program with its options
#            PLAIN       y: no operation has a guard or a marker
#            TEXT        all lines, for many plain operations with consecutive indices; else empty
#            PERSISTENT  y: the persistent ip runs them, if it exists
#            RECORD…
# Reads, sets: pi_ip_lines pi_failed
pi_run_batch() {
  pi_tool=$1 pi_plain=$2 pi_text=$3 pi_persistent=$4 pi_left_out=" $pi_unarmed"
  shift 4
  [ "$pi_plain" = y ] || pi_check_all "$@"
  while [ $# -gt 0 ]; do
    pi_event run
    pi_total=0 pi_due=0
    if [ "$pi_persistent" = y ] && [ -n "$pi_ip_lines" ]; then
      pi_earlier=$pi_ip_lines pi_status=0
      pi_each pi_print "$@" >&6 2>/dev/null
      if pi_read_ip; then pi_ip_lines=$((pi_ip_lines + pi_total)); else pi_status=1 pi_ip_lines=; fi
    else
      pi_earlier=0
      {
        pi_error=$(if [ -n "$pi_text" ]; then printf '%s' "$pi_text"; else pi_each pi_print "$@"; fi |
          $pi_tool -batch - 2>&1 >&3 3>&-)
        pi_status=$?
      } 3>&1
    fi
    if [ "$pi_status" = 0 ]; then
      pi_collect pi_finish "$@"
      pi_finish_text $(($# / 9)) "$@"
      pi_report_done
      return
    fi
    pi_failing_line=0 pi_total=0
    case $pi_error in
    *"Command failed -:"*)
      pi_failing_line=${pi_error##*"Command failed -:"}
      pi_failing_line=$((${pi_failing_line%%[!0-9]*} - pi_earlier));;
    esac
    pi_each pi_add_count "$@"
    if [ "$pi_failing_line" -lt 1 ] || [ "$pi_failing_line" -gt "$pi_total" ]; then
      pi_failed=y
      pi_collect pi_lose "$@"
      pi_event "lost $pi_status$pi_done"
      printf '%s\n' "$pi_error"
      return
    fi
    pi_next_line=1 pi_done=
    pi_each pi_find_failed "$@"
    pi_finish_text $((pi_taken - 1)) "$@"
    pi_fail
    shift $((pi_taken * 9))
    [ -z "$pi_text" ] || pi_text=$(printf '%s' "$pi_text" | tail -n +$pi_next_line)$pi_newline
  done
}

# Writes the files of operations without running them.
# Arguments: RECORD…
pi_keep() {
  pi_left_out=" $pi_unarmed" pi_done='' pi_text=
  pi_check_all "$@"
  pi_each pi_finish "$@"
  pi_report_done
}

# Like pi_run_batch, for a tool that does not report the failing line. It starts a process for each line.
# Arguments: TOOL RECORD…
pi_run_singly() {
  pi_tool=$1 pi_left_out=" $pi_unarmed" pi_done='' pi_text=
  shift
  pi_check_all "$@"
  pi_each pi_run_lines "$@"
  pi_report_done
}

# For pi_each: runs an operation line by line.
pi_run_lines() {
  pi_failing_line=0 pi_rest=$pi_lines
  while [ -n "$pi_rest" ]; do
    pi_failing_line=$((pi_failing_line + 1))
    pi_error=$(printf '%s\n' "${pi_rest%%"$pi_newline"*}" | $pi_tool -batch - 2>&1) || { pi_fail; return 0; }
    pi_rest=${pi_rest#*"$pi_newline"}
  done
  pi_finish
}
