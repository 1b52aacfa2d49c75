# shellcheck shell=sh
# The functions of a frame of pings (./ping.ts).

case $(ping -V 2>&1) in *iputils*) ;; *) pi_event no-ping; exit;; esac

# Pings until the result is good or the time is over. It sends single packets until the far end answers, and then COUNT
# packets. The last result counts. It prints its output in one piece, because other pings run at the same time. It reads
# the seconds since the boot, because the wall clock of a host may jump.
# Arguments: INDEX SECONDS MAX_LOSS COUNT ARGUMENTS…
pi_ping() {
  read -r pi_seconds _ </proc/uptime
  pi_index=$1 pi_max_loss=$3 pi_count=$4 pi_deadline=$((${pi_seconds%%.*} + $2))
  shift 4
  while :; do
    if pi_text=$(ping -n -c 1 -W 1 "$@" 2>&1); then
      pi_text=$(ping -n -q -i 0.2 -W 2 -c "$pi_count" "$@" 2>&1)
      pi_loss=${pi_text%%"% packet loss"*}
      pi_loss=${pi_loss##*[ ,]}
      [ "${pi_loss%%.*}" -le "$pi_max_loss" ] 2>/dev/null && break
    fi
    read -r pi_seconds _ </proc/uptime
    [ "${pi_seconds%%.*}" -ge "$pi_deadline" ] && break
    sleep 1
  done
  pi_event "pinged $pi_index$pi_newline$pi_text"
}
