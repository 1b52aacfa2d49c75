// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const PING_FUNCTIONS = `case $(ping -V 2>&1) in *iputils*) ;; *) f no-ping; exit;; esac
Q0() {
h=$1 G1=$3 F=$4 A0=$(($(date +%s) + $2))
shift 4
while :; do
if x=$(ping -n -c 1 -W 1 "$@" 2>&1); then
x=$(ping -n -q -i 0.2 -W 2 -c "$F" "$@" 2>&1)
g1=\${x%%"% packet loss"*}
g1=\${g1##*[ ,]}
[ "\${g1%%.*}" -le "$G1" ] 2>/dev/null && break
fi
[ "$(date +%s)" -ge "$A0" ] && break
sleep 1
done
f "pinged $h$n$x"
}`;

export const PING = "Q0";
