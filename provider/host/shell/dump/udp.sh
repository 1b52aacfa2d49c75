# shellcheck shell=sh
# Section udp: the programs that listen on UDP ports, as ss prints them.
ss -Hulnp
