# shellcheck shell=sh
# The files of many new devices (files.sh). One awk writes all of them, because the shell would take longer for the files
# than the kernel takes for the devices.

# Writes the files of the first records of one text.
# Arguments: NUMBER RECORD…  NUMBER: how many records have run; the lines of all are in pi_text
# Sets:      pi_unsaved, pi_replaced, pi_files_fault
# shellcheck disable=SC2016 # the dollars of awk
pi_write_files() {
  pi_number=$1
  shift
  [ "$pi_number" -gt 0 ] || return 0
  pi_open_files
  pi_unsaved=" $1-$(($1 + pi_number - 1))"
  [ -z "$pi_files_fault" ] || return 0
  pi_replaced=y
  # Three parts, each of which ends with the character 036: the devices as ip prints them, the lines, the words of records
  pi_files_fault=$({
    ip -o link show group "$pi_group"
    printf '\036%s\036' "$pi_text"
    printf '%s\036' "$@"
  } | awk -v number="$pi_number" -v machine="$pi_machine" -v folder="$pi_files_dir/.new/" '
    BEGIN { RS = "\036" }
    NR == 1 { read_devices($0); next }
    NR == 2 { split($0, line, "\n"); at = 1; next }
    { word[++words] = $0 }
    words == 9 {
      words = 0
      if (++records <= number) write_file()
    }
    function read_devices(text,  rows, row, i, name, more) {
      rows = split(text, row, "\n")
      for (i = 1; i <= rows; i++) {
        name = row[i]
        sub(/^[0-9]+: /, "", name)
        sub(/[@:].*/, "", name)
        ifindex[name] = row[i] + 0
        match(row[i], / mtu [0-9]+/)
        mtu[name] = substr(row[i], RSTART + 5, RLENGTH - 5)
        more = substr(row[i], index(row[i], "\\") + 1)
        if (match(more, /^ *link\/ether [0-9a-f:]+/)) {
          address[name] = substr(more, RSTART, RLENGTH)
          sub(/^ *link\/ether /, "", address[name])
        }
      }
    }
    function write_file(  file, parts, i, text, count, modules) {
      count = word[3] - word[8]
      for (i = 0; i < count; i++) text = text line[at + i] "\n"
      text = spell_out(text, word[5], line[at])
      at += word[3]
      parts = split(word[9], file, " ")
      for (i = 5; i <= parts; i++) modules = modules (i > 5 ? " " : "") file[i]
      if (index(text, "\"")) gsub(/"/, "\\\"", text)
      printf "restore 1 \"%s\" %s %d \"%s\" \"%s\" \"%s\" \"%s\" \"%s\" \"%s\"\n", machine, file[3], count, text, word[5], word[6], word[7], modules, (file[4] == "-" ? "" : file[4]) > (folder file[2])
      close(folder file[2])
    }
    function spell_out(text, checks, first,  device, start, rest) {
      device = checks
      sub(/ .*/, "", device)
      start = "link add name " device " "
      if (!(device in ifindex) || index(text, start) != 1) return text
      rest = substr(text, length(start) + 1)
      if (first ~ / type bridge( |$)/) return start "index " ifindex[device] " " rest
      sub(/^mtu [^ ]+ /, "", rest)
      return start "index " ifindex[device] " " (device in address ? "address " address[device] " " : "") "mtu " mtu[device] " " rest
    }
  ' 2>&1) && pi_files_fault=
}
