# shellcheck shell=sh
# A part of the script /etc/pulumi-iproute2/boot (boot.sh): makes the init system run the script at boot, and reverses that.

# Writes a file of another program's directory. The file is brought to the disk later, with the others, and before the
# script itself. So an interrupted installation is repeated by the next frame, because the script is not there.
# Arguments: FILE LINE…
# Sets:      pi_put_files
pi_put() {
  pi_file=$pi_config_dir$1
  shift
  [ -d "${pi_file%/*}" ] || mkdir -p "${pi_file%/*}"
  pi_put_files="$pi_put_files $pi_file"
  if [ -e "$pi_file" ]; then
    printf '%s\n' "$@" >"$pi_file.new" && sync "$pi_file.new" && mv -f "$pi_file.new" "$pi_file"
  else
    printf '%s\n' "$@" >"$pi_file"
  fi
}

pi_unit=/etc/systemd/system/pulumi-iproute2.service
pi_wanted=/etc/systemd/system/multi-user.target.wants/pulumi-iproute2.service
pi_rules=/etc/udev/rules.d/70-pulumi-iproute2.rules
pi_network=/etc/systemd/network/00-pulumi-iproute2.network
pi_link=/etc/systemd/network/00-pulumi-iproute2.link
pi_init=/etc/init.d/pulumi-iproute2
pi_runlevel=/etc/runlevels/default/pulumi-iproute2

# Makes systemd run this script at boot, after the firewall and beside the network managers, so that SSH does not wait for
# it. It keeps network managers off the devices of our group: networkd from 255 on by ID_NET_MANAGED_BY, an earlier one by
# a .network file, NetworkManager by NM_UNMANAGED. By the .link file udev leaves the Ethernet addresses of the devices
# unchanged.
pi_install_systemd() {
  pi_put $pi_unit '[Unit]' 'Description=Restore the tunnels of pulumi-iproute2' \
    'Wants=network-pre.target' 'After=network-pre.target systemd-udevd.service systemd-sysctl.service' \
    'Before=network-online.target' '' \
    '[Service]' Type=oneshot RemainAfterExit=yes "ExecStart=/bin/sh $pi_files_dir/boot" '' \
    '[Install]' WantedBy=multi-user.target &&
    { [ -d "$pi_config_dir${pi_wanted%/*}" ] || mkdir -p "$pi_config_dir${pi_wanted%/*}"; } && ln -sf ../pulumi-iproute2.service "$pi_config_dir$pi_wanted" &&
    pi_put $pi_rules '# Network managers keep their hands off the devices of pulumi-iproute2.' \
      "ACTION!=\"remove\", SUBSYSTEM==\"net\", ATTR{netdev_group}==\"$pi_group\", ENV{ID_NET_MANAGED_BY}=\"pulumi-iproute2\", ENV{NM_UNMANAGED}=\"1\"" &&
    pi_put $pi_link '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' \
      '[Link]' NamePolicy=keep MACAddressPolicy=none ||
    return
  udevadm control --reload
  pi_word=$(systemctl --version | { read -r _ pi_word _ && echo "${pi_word%%[!0-9]*}"; })
  [ "${pi_word:-0}" -lt 255 ] || return 0
  pi_put $pi_network '[Match]' Property=ID_NET_MANAGED_BY=pulumi-iproute2 '' '[Link]' Unmanaged=yes || return
  systemctl -q is-active systemd-networkd && networkctl reload
  return 0
}

pi_install_openrc() {
  pi_put $pi_init '#!/sbin/openrc-run' 'description="Restore the tunnels of pulumi-iproute2"' \
    'depend() {' '  need localmount' '  after sysctl modules firewall' '  before net' '}' \
    'start() {' "  ebegin 'Restoring the tunnels of pulumi-iproute2'" "  /bin/sh $pi_files_dir/boot" '  eend $?' '}' &&
    chmod 755 "$pi_config_dir$pi_init" && ln -sf $pi_init "$pi_config_dir$pi_runlevel"
}

# Arguments: INIT
# shellcheck disable=SC2086 # files without blanks
pi_install() {
  umask 022
  pi_put_files=
  case $1 in
  systemd) pi_install_systemd;;
  openrc) pi_install_openrc;;
  esac && sync $pi_put_files
}

# shellcheck disable=SC2086 # words of one variable each
pi_uninstall() {
  [ ! -e "$pi_config_dir$pi_unit" ] || ! systemctl -q is-active pulumi-iproute2 || systemctl stop pulumi-iproute2
  pi_word=
  [ ! -e "$pi_config_dir$pi_network" ] || pi_word=y
  set -- "$pi_files_dir"
  for pi_file in $pi_wanted $pi_unit $pi_rules $pi_link $pi_network $pi_runlevel $pi_init; do
    set -- "$@" "$pi_config_dir$pi_file"
  done
  rm -rf "$@"
  command -v udevadm >/dev/null && udevadm control --reload
  [ -z "$pi_word" ] || ! systemctl -q is-active systemd-networkd || networkctl reload
}
