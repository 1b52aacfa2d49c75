# shellcheck shell=sh
# Section files: a line "CHECKSUM BYTES NAME" for each file that restores an object at boot, as cksum prints it.
[ ! -d /etc/pulumi-iproute2/objects ] || (cd /etc/pulumi-iproute2/objects && set -- * && [ -e "$1" ] && cksum "$@")
