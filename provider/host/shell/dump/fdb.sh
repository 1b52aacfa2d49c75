# shellcheck shell=sh
# Section fdb:DEVICE: the forwarding entries of a device as a JSON value; nothing if there is no such device.
# Arguments: DEVICE
pi_watch bridge -j fdb show dev "$1"
