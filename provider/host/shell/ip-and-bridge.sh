# shellcheck shell=sh
# Commands of `ip`, of `bridge` and of `sysctl` in one operation, because `ip` cannot set the forwarding entries and the
# settings of a device. Only
# frames that need this function define it.

# Reads lines from standard input, like `ip -batch -`. A line of bridge or sysctl begins with that word. Successive lines of
# one program run in one process.
# Arguments: -force (optional: continues after a line that fails) -batch -
# Prints:    the number of the failing line on stderr, in the words of `ip -batch`
pi_ip_and_bridge() {
  pi_part='' pi_part_tool='' pi_part_lines=0 pi_part_start=0 pi_part_force=
  [ "$1" != -force ] || pi_part_force=-force
  while IFS= read -r pi_line; do
    case $pi_line in
    "bridge "*) pi_word='bridge -j';;
    "sysctl "*) pi_word=pi_set_settings;;
    "nft "*) pi_word=pi_run_nft;;
    *) pi_word='ip -d -j -N';;
    esac
    if [ "$pi_word" != "$pi_part_tool" ]; then
      pi_run_part || return
      pi_part_tool=$pi_word
    fi
    pi_line=${pi_line#bridge } pi_line=${pi_line#nft }
    pi_part=$pi_part${pi_line#sysctl }$pi_newline pi_part_lines=$((pi_part_lines + 1))
  done
  pi_run_part
}

# Runs the lines of one program.
# Reads: pi_part_tool, pi_part_force
# Reads, sets: pi_part        the lines
#              pi_part_lines  their number
#              pi_part_start  the number of lines before them
# shellcheck disable=SC2086 # the program and its options
pi_run_part() {
  [ -n "$pi_part" ] || return 0
  {
    pi_part_error=$({ printf '%s' "$pi_part"; } 2>/dev/null | $pi_part_tool $pi_part_force -batch - 2>&1 >&4 4>&-)
    pi_part_status=$?
  } 4>&1
  if [ "$pi_part_status" != 0 ] && [ -z "$pi_part_force" ]; then
    pi_word=
    case $pi_part_error in
    *"Command failed -:"*)
      pi_word=${pi_part_error##*"Command failed -:"} pi_part_error=${pi_part_error%"Command failed -:"*}
      pi_word=${pi_word%%[!0-9]*};;
    esac
    # 127: the host lacks the program
    [ "$pi_part_status" != 127 ] || pi_word=1
    printf '%s\n' "$pi_part_error" >&2
    [ -z "$pi_word" ] || printf 'Command failed -:%s\n' $((pi_part_start + pi_word)) >&2
    return "$pi_part_status"
  fi
  pi_part_start=$((pi_part_start + pi_part_lines)) pi_part='' pi_part_lines=0
}

# Reads lines from standard input, like `ip -batch -`, for settings of devices.
# KEY=VALUE writes a setting; the VALUE "default" is that of new devices. show DEVICE prints the settings of a device.
# Arguments: -force (optional: continues after a line that fails) -batch -
# Prints:    the number of the failing line on stderr, in the words of `ip -batch`
pi_set_settings() {
  pi_number=0 pi_setting_force=$1
  while read -r pi_key pi_device; do
    pi_number=$((pi_number + 1)) pi_value=${pi_key#*=} pi_file=$pi_sysctl_dir/${pi_key%%=*}
    case $pi_key:$pi_value in
    show:*) pi_show_settings "$pi_device"; continue;;
    *:default) pi_word=${pi_file%/*} && pi_value=$(cat "${pi_word%/*}/default/${pi_file##*/}");;
    esac
    echo "$pi_value" >"$pi_file" || {
      [ "$pi_setting_force" = -force ] && continue
      echo "Command failed -:$pi_number" >&2
      return 1
    }
  done
}

# Prints the settings of a device that a program can declare, as a JSON object. The kernel may lack some.
# Arguments: DEVICE
pi_show_settings() {
  pi_word=
  for pi_key in ipv4/rp_filter ipv4/accept_local ipv4/disable_policy ipv4/disable_xfrm ipv6/disable_ipv6 \
    ipv6/keep_addr_on_down ipv6/addr_gen_mode; do
    pi_value=
    { read -r pi_value <"$pi_sysctl_dir/net/${pi_key%/*}/conf/$1/${pi_key#*/}"; } 2>/dev/null
    pi_word="$pi_word${pi_word:+,}\"$pi_key\":${pi_value:-null}"
  done
  echo "{$pi_word}"
}
