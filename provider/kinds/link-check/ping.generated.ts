// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const PING_FUNCTIONS = `case $(ping -V 2>&1) in *iputils*) ;; *) g no-ping; exit;; esac
P3() {
read -r s _ </proc/uptime
i=$1 G1=$3 K=$4 B1=$((\${s%%.*} + $2))
shift 4
while :; do
if E=$(ping -n -c 1 -W 1 "$@" 2>&1); then
E=$(ping -n -q -i 0.2 -W 2 -c "$K" "$@" 2>&1)
i3=\${E%%"% packet loss"*}
i3=\${i3##*[ ,]}
[ "\${i3%%.*}" -le "$G1" ] 2>/dev/null && break
fi
read -r s _ </proc/uptime
[ "\${s%%.*}" -ge "$B1" ] && break
sleep 1
done
g "pinged $i$j$E"
}`;

export const PING = "P3";
