// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const PING_FUNCTIONS = `case $(ping -V 2>&1) in *iputils*) ;; *) h no-ping; exit;; esac
Q0() {
read -r s _ </proc/uptime
i=$1 G1=$3 K=$4 B1=$((\${s%%.*} + $2))
shift 4
while :; do
if u=$(ping -n -c 1 -W 1 "$@" 2>&1); then
u=$(ping -n -q -i 0.2 -W 2 -c "$K" "$@" 2>&1)
j1=\${u%%"% packet loss"*}
j1=\${j1##*[ ,]}
[ "\${j1%%.*}" -le "$G1" ] 2>/dev/null && break
fi
read -r s _ </proc/uptime
[ "\${s%%.*}" -ge "$B1" ] && break
sleep 1
done
h "pinged $i$j$u"
}`;

export const PING = "Q0";
