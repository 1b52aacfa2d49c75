// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const PING_FUNCTIONS = `case $(ping -V 2>&1) in *iputils*) ;; *) g no-ping; exit;; esac
V1() {
k=$1 K1=$3 H=$4 D1=$(($(date +%s) + $2))
shift 4
while :; do
if A=$(ping -n -c 1 -W 1 "$@" 2>&1); then
A=$(ping -n -q -i 0.2 -W 2 -c "$H" "$@" 2>&1)
h2=\${A%%"% packet loss"*}
h2=\${h2##*[ ,]}
[ "\${h2%%.*}" -le "$K1" ] 2>/dev/null && break
fi
[ "$(date +%s)" -ge "$D1" ] && break
sleep 1
done
g "pinged $k$n$A"
}`;

export const PING = "V1";
