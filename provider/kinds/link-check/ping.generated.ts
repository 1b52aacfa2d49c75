// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const PING_FUNCTIONS = `case $(ping -V 2>&1) in *iputils*) ;; *) l no-ping; exit;; esac
O2() {
read -r t _ </proc/uptime
i=$1 F3=$3 P=$4 B3=$((\${t%%.*} + $2))
shift 4
while :; do
if u=$(ping -n -c 1 -W 1 "$@" 2>&1); then
u=$(ping -n -q -i 0.2 -W 2 -c "$P" "$@" 2>&1)
k1=\${u%%"% packet loss"*}
k1=\${k1##*[ ,]}
[ "\${k1%%.*}" -le "$F3" ] 2>/dev/null && break
fi
read -r t _ </proc/uptime
[ "\${t%%.*}" -ge "$B3" ] && break
sleep 1
done
l "pinged $i$k$u"
}`;

export const PING = "O2";
