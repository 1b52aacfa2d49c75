# shellcheck shell=sh
# Section uptime: the seconds since the host booted.
read -r pi_word _ </proc/uptime && echo "${pi_word%%.*}"
