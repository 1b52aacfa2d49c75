# shellcheck shell=sh
# Section vlan:DEVICE: the VLANs of a port of a bridge, and the VNIs of these VLANs, as two JSON values.
# Arguments: DEVICE
pi_watch bridge -j vlan show dev "$1" && pi_watch bridge -j vlan tunnelshow dev "$1"
