// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const PING_FUNCTIONS = `case $(ping -V 2>&1) in *iputils*) ;; *) g no-ping; exit;; esac
O1() {
read -r s _ </proc/uptime
h=$1 F1=$3 K=$4 A1=$((\${s%%.*} + $2))
shift 4
while :; do
if E=$(ping -n -c 1 -W 1 "$@" 2>&1); then
E=$(ping -n -q -i 0.2 -W 2 -c "$K" "$@" 2>&1)
i2=\${E%%"% packet loss"*}
i2=\${i2##*[ ,]}
[ "\${i2%%.*}" -le "$F1" ] 2>/dev/null && break
fi
read -r s _ </proc/uptime
[ "\${s%%.*}" -ge "$A1" ] && break
sleep 1
done
g "pinged $h$k$E"
}`;

export const PING = "O1";
