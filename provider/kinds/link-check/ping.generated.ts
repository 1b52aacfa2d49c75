// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const PING_FUNCTIONS = `case $(ping -V 2>&1) in *iputils*) ;; *) e no-ping; exit;; esac
s0() {
l=$1 n1=$3 v=$4 j2=$(($(date +%s) + $2))
shift 4
while :; do
if m=$(ping -n -c 1 -W 1 "$@" 2>&1); then
m=$(ping -n -q -i 0.2 -W 2 -c "$v" "$@" 2>&1)
Q=\${m%%"% packet loss"*}
Q=\${Q##*[ ,]}
[ "\${Q%%.*}" -le "$n1" ] 2>/dev/null && break
fi
[ "$(date +%s)" -ge "$j2" ] && break
sleep 1
done
e "pinged $l$j$m"
}`;

export const PING = "s0";
