# shellcheck shell=sh
# Settings of the kernel that several owners share: IP forwarding. Each owner has a marker. The note in each marker is
# the value before the first owner. When the last owner is removed, the host restores that value, unless another program
# needs forwarding by then. All lines of a frame run in one call, because each must see the markers of the others.
#
# The kernel changes settings of devices together with forwarding. Files next to the markers keep the old values:
# `conf:FAMILY:NAME:DEVICE` has "IFINDEX VALUE", and `devices:FAMILY` has the highest index of a device at that time.
# Only frames that need these functions define them.

# Reads lines from standard input, like `ip -batch -`.
# KEY=VALUE MARKER ALIAS holds a setting for an owner. KEY MARKER releases it.
# Prints: the number of the failing line on stderr, in the words of `ip -batch`
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

# Holds a setting for an owner. The marker gets the value before the first owner.
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

# Releases a setting for an owner. Only the release of the last owner changes the setting.
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

# Writes a value. Before it turns forwarding on, it records the settings that the kernel changes together with it.
# Arguments: VALUE
pi_write_sysctl() {
  if [ "$1" != 0 ] && [ "$(cat "$pi_file")" = 0 ]; then pi_remember_settings || return; fi
  echo "$1" >"$pi_file"
}

# Records the settings of devices, and sets accept_ra to 2 where it is needed: once forwarding is on, the kernel removes
# the default routes of router advertisements, and ignores the advertisements, for each device whose accept_ra is not 2.
# (linux: rt6_purge_dflt_routers, Documentation/networking/ip-sysctl.rst)
pi_remember_settings() {
  pi_last=0
  for pi_word in "$pi_net_dir"/*/ifindex; do
    read -r pi_index <"$pi_word" && [ "$pi_index" -gt "$pi_last" ] && pi_last=$pi_index
  done
  [ -e "$pi_marker_dir/devices:$pi_family" ] || echo "$pi_last" >"$pi_marker_dir/devices:$pi_family"
  # The kernel sets `forwarding` of every device and `accept_redirects` of "all" (linux: inet_forward_change)
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

# Records a setting of pi_device.
# Arguments: NAME of the setting
pi_remember_setting() {
  pi_find_index
  pi_word=$pi_marker_dir/conf:$pi_family:$1:$pi_device
  [ -e "$pi_word" ] || echo "$pi_index $(cat "$pi_conf/$pi_device/$1")" >"$pi_word"
}

# Sets: pi_index  the index of pi_device; 0 for `all` and `default`
pi_find_index() { pi_index=$(cat "$pi_net_dir/$pi_device/ifindex" 2>/dev/null) || pi_index=0; }

# Restores the settings of devices. A device that was created again has another index, and its settings stay.
pi_restore_settings() {
  for pi_word in "$pi_marker_dir/conf:$pi_family:"*; do
    [ -f "$pi_word" ] || continue
    read -r pi_last pi_value <"$pi_word"
    pi_name=${pi_word##*"/conf:$pi_family:"} pi_device=${pi_name#*:} pi_name=${pi_name%%:*}
    pi_find_index
    [ "$pi_index" = "$pi_last" ] || continue
    # If an operator has changed accept_ra since then, that value stays
    [ "$pi_name" = accept_ra ] && [ "$(cat "$pi_conf/$pi_device/$pi_name")" != 2 ] && continue
    echo "$pi_value" 2>/dev/null >"$pi_conf/$pi_device/$pi_name"
  done
  rm -f "$pi_marker_dir/conf:$pi_family:"* "$pi_marker_dir/devices:$pi_family"
}

# Whether another program may need forwarding by now. That is so if the configuration of the host turns it on, if a
# device that is not ours was created since then and is up (a bridge or veth of containers or virtual machines), or if
# the host translates IPv4 addresses. Release 0.1.0 recorded no devices, so the answer is then always yes.
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
