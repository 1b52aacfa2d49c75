# shellcheck shell=sh
# Settings of the kernel that several owners share: IP forwarding. Each owner has a marker that holds the value from
# before the first of them. When the last owner goes, the setting gets that value back, unless another program has come
# to need forwarding. All lines of a frame run in one call, so that they see each other's markers.
#
# The kernel changes settings of devices along with forwarding. Their values from before are in files beside the
# markers: `conf:FAMILY:NAME:DEVICE` holds "IFINDEX VALUE", `devices:FAMILY` the highest index of a device.
# These functions are sent only with frames that need them.

# Reads lines as `ip -batch -` does.
# KEY=VALUE MARKER ALIAS sets a setting for an owner. KEY MARKER ends that.
# Prints: the failing line on stderr, as `ip -batch` words it
pi_set_sysctls() {
  pi_number=0
  while read -r pi_line pi_marker pi_alias; do
    pi_number=$((pi_number + 1)) pi_key=${pi_line%%=*} pi_marker=$pi_marker_dir/$pi_marker pi_other=
    pi_file=$pi_sysctl_dir/$(echo "$pi_key" | tr . /)
    pi_family=${pi_key#net.} pi_family=${pi_family%%.*}
    pi_conf=$pi_sysctl_dir/net/$pi_family/conf
    for pi_word in "${pi_marker%:*}":*; do
      [ -f "$pi_word" ] && [ "$pi_word" != "$pi_marker" ] && pi_other=$pi_word
    done
    case $pi_line in
    *=*) pi_hold_sysctl "${pi_line#*=}";;
    *) pi_release_sysctl;;
    esac || {
      echo "Command failed -:$pi_number" >&2
      return 1
    }
  done
}

# Sets a setting for an owner. The marker gets the value from before the first owner.
# Arguments: VALUE
# Reads:     pi_file, pi_marker, pi_alias, pi_other  of pi_set_sysctls
pi_hold_sysctl() {
  pi_now=$(cat "$pi_file") && mkdir -p "$pi_marker_dir" || return
  pi_before=$pi_now pi_new=y
  for pi_word in "$pi_marker" "$pi_other"; do
    [ -f "$pi_word" ] || continue
    read -r pi_name pi_before <"$pi_word"
    pi_new=
    break
  done
  if echo "$pi_alias $pi_before" >"$pi_marker_dir/.sysctl" && mv -f "$pi_marker_dir/.sysctl" "$pi_marker"; then
    pi_write_sysctl "$1" && return
  fi
  [ -z "$pi_new" ] || { rm -f "$pi_marker"; pi_restore_settings; }
  return 1
}

# Ends what pi_hold_sysctl began. Only the last owner's end changes the setting.
# Reads: pi_file, pi_marker, pi_other  of pi_set_sysctls
pi_release_sysctl() {
  pi_before=
  [ ! -f "$pi_marker" ] || read -r pi_word pi_before <"$pi_marker"
  if [ -z "$pi_other" ]; then
    if [ "$pi_before" = 0 ] && [ "$(cat "$pi_file")" != 0 ] && pi_needs_forwarding; then
      :
    else
      [ -z "$pi_before" ] || pi_write_sysctl "$pi_before" || return
      [ "$pi_before" != 0 ] || pi_restore_settings
    fi
    rm -f "$pi_marker_dir/conf:$pi_family:"* "$pi_marker_dir/devices:$pi_family"
  fi
  rm -f "$pi_marker"
}

# Writes a value. Before forwarding goes on, remembers what the kernel changes along with it.
# Arguments: VALUE
pi_write_sysctl() {
  if [ "$1" != 0 ] && [ "$(cat "$pi_file")" = 0 ]; then pi_remember_settings || return; fi
  echo "$1" >"$pi_file"
}

# Remembers the settings of devices, and has the kernel keep routes of router advertisements: on a router it removes
# the default routes and ignores the advertisements of each device whose accept_ra is not 2. (linux:
# rt6_purge_dflt_routers, Documentation/networking/ip-sysctl.rst)
pi_remember_settings() {
  pi_last=0
  for pi_word in "$pi_net_dir"/*/ifindex; do
    read -r pi_index <"$pi_word" && [ "$pi_index" -gt "$pi_last" ] && pi_last=$pi_index
  done
  [ -e "$pi_marker_dir/devices:$pi_family" ] || echo "$pi_last" >"$pi_marker_dir/devices:$pi_family"
  # The kernel sets the forwarding of every device, and accept_redirects of all (linux: inet_forward_change)
  for pi_word in "$pi_conf"/*/forwarding; do
    pi_device=${pi_word%/forwarding} pi_device=${pi_device##*/}
    [ "$pi_device" = all ] || [ "$(cat "$pi_word")" = 0 ] || pi_remember_setting forwarding
  done
  pi_device=all
  if [ "$pi_family" = ipv4 ]; then
    pi_remember_setting accept_redirects
    return
  fi
  for pi_device in $({ ip -6 route show table all proto ra; ip -6 -o addr show dynamic; } 2>/dev/null |
    sed -n -e 's/^[0-9]*: \([^ ]*\) .*/\1/p' -e 's/.* dev \([^ ]*\) .*/\1/p' | sort -u); do
    [ "$(cat "$pi_conf/$pi_device/accept_ra" 2>/dev/null)" = 1 ] || continue
    pi_remember_setting accept_ra
    echo 2 >"$pi_conf/$pi_device/accept_ra" || return
  done
}

# Arguments: NAME of a setting of pi_device
pi_remember_setting() {
  pi_find_index
  pi_word=$pi_marker_dir/conf:$pi_family:$1:$pi_device
  [ -e "$pi_word" ] || echo "$pi_index $(cat "$pi_conf/$pi_device/$1")" >"$pi_word"
}

# Sets: pi_index  the index of pi_device; 0 for `all` and `default`
pi_find_index() { pi_index=$(cat "$pi_net_dir/$pi_device/ifindex" 2>/dev/null) || pi_index=0; }

# Gives the settings of devices their values from before. A device that was made again has its own.
pi_restore_settings() {
  for pi_word in "$pi_marker_dir/conf:$pi_family:"*; do
    [ -f "$pi_word" ] || continue
    read -r pi_last pi_value <"$pi_word"
    pi_name=${pi_word##*"/conf:$pi_family:"} pi_device=${pi_name#*:} pi_name=${pi_name%%:*}
    pi_find_index
    [ "$pi_index" = "$pi_last" ] || continue
    # An operator who changed accept_ra since then keeps that
    [ "$pi_name" = accept_ra ] && [ "$(cat "$pi_conf/$pi_device/$pi_name")" != 2 ] && continue
    echo "$pi_value" 2>/dev/null >"$pi_conf/$pi_device/$pi_name"
  done
  rm -f "$pi_marker_dir/conf:$pi_family:"* "$pi_marker_dir/devices:$pi_family"
}

# Whether another program may need forwarding by now: the configuration of the host sets it, a device that is not ours
# came since then and is up (a bridge or a veth of containers or virtual machines), or IPv4 packets are translated.
# Release 0.1.0 did not write down which devices there were: then it cannot be known.
pi_needs_forwarding() {
  [ -f "$pi_marker_dir/devices:$pi_family" ] || return 0
  read -r pi_last <"$pi_marker_dir/devices:$pi_family"
  for pi_word in etc run usr/local/lib usr/lib lib; do
    cat "$pi_config_dir/$pi_word/sysctl.conf" "$pi_config_dir/$pi_word"/sysctl.d/*.conf 2>/dev/null
  done | grep -Eq "^[[:space:]]*-?net[./]${pi_family}[./](ip_forward|conf[./][^=]*[./]forwarding)[[:space:]]*=[[:space:]]*[1-9]" && return 0
  for pi_word in "$pi_net_dir"/*/; do
    read -r pi_index <"${pi_word}ifindex" || continue
    read -r pi_group <"${pi_word}netdev_group"
    read -r pi_flags <"${pi_word}flags"
    # the lowest bit of the flags: the device is up
    case $pi_flags in *[13579bdf]) [ "$pi_index" -le "$pi_last" ] || [ "$pi_group" = 26992 ] || return 0;; esac
  done 2>/dev/null
  [ "$pi_family" = ipv4 ] || return
  {
    [ ! -e "$pi_module_dir/nf_tables" ] || nft list ruleset
    [ ! -e "$pi_module_dir/iptable_nat" ] || iptables-save -t nat
  } 2>/dev/null | grep -qi -e masquerade -e snat -e dnat
}
