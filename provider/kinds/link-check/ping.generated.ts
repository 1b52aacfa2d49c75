// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const PING_FUNCTIONS = `case $(ping -V 2>&1) in *iputils*) ;; *) l no-ping; exit;; esac
O4() {
read -r t _ </proc/uptime
i=$1 G1=$3 P=$4 C1=$((\${t%%.*} + $2))
shift 4
while :; do
if u=$(ping -n -c 1 -W 1 "$@" 2>&1); then
u=$(ping -n -q -i 0.2 -W 2 -c "$P" "$@" 2>&1)
k2=\${u%%"% packet loss"*}
k2=\${k2##*[ ,]}
[ "\${k2%%.*}" -le "$G1" ] 2>/dev/null && break
fi
read -r t _ </proc/uptime
[ "\${t%%.*}" -ge "$C1" ] && break
sleep 1
done
l "pinged $i$k$u"
}`;

export const PING = "O4";
