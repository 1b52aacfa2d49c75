// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const PING_FUNCTIONS = `case $(ping -V 2>&1) in *iputils*) ;; *) j no-ping; exit;; esac
T1() {
read -r s _ </proc/uptime
l=$1 J1=$3 K=$4 E3=$((\${s%%.*} + $2))
shift 4
while :; do
if u=$(ping -n -c 1 -W 1 "$@" 2>&1); then
u=$(ping -n -q -i 0.2 -W 2 -c "$K" "$@" 2>&1)
k1=\${u%%"% packet loss"*}
k1=\${k1##*[ ,]}
[ "\${k1%%.*}" -le "$J1" ] 2>/dev/null && break
fi
read -r s _ </proc/uptime
[ "\${s%%.*}" -ge "$E3" ] && break
sleep 1
done
j "pinged $l$k$u"
}`;

export const PING = "T1";
