# shellcheck shell=sh
# Section vni:DEVICE: the VNIs of a device that filters them as a JSON value; nothing if there is no such device.
# Arguments: DEVICE
pi_watch bridge -j vni show dev "$1"
