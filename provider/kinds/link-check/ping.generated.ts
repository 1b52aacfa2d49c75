// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const PING_FUNCTIONS = `case $(ping -V 2>&1) in *iputils*) ;; *) l no-ping; exit;; esac
V3() {
read -r s _ </proc/uptime
m=$1 L3=$3 L=$4 H1=$((\${s%%.*} + $2))
shift 4
while :; do
if v=$(ping -n -c 1 -W 1 "$@" 2>&1); then
v=$(ping -n -q -i 0.2 -W 2 -c "$L" "$@" 2>&1)
l0=\${v%%"% packet loss"*}
l0=\${l0##*[ ,]}
[ "\${l0%%.*}" -le "$L3" ] 2>/dev/null && break
fi
read -r s _ </proc/uptime
[ "\${s%%.*}" -ge "$H1" ] && break
sleep 1
done
l "pinged $m$j$v"
}`;

export const PING = "V3";
