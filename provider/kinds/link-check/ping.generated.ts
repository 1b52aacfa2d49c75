// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const PING_FUNCTIONS = `case $(ping -V 2>&1) in *iputils*) ;; *) f no-ping; exit;; esac
x2() {
d=$1 r2=$3 y=$4 n1=$(($(date +%s) + $2))
shift 4
while :; do
if p=$(ping -n -c 1 -W 1 "$@" 2>&1); then
p=$(ping -n -q -i 0.2 -W 2 -c "$y" "$@" 2>&1)
T=\${p%%"% packet loss"*}
T=\${T##*[ ,]}
[ "\${T%%.*}" -le "$r2" ] 2>/dev/null && break
fi
[ "$(date +%s)" -ge "$n1" ] && break
sleep 1
done
f "pinged $d$n$p"
}`;

export const PING = "x2";
