// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const PING_FUNCTIONS = `case $(ping -V 2>&1) in *iputils*) ;; *) e no-ping; exit;; esac
y0() {
d=$1 s0=$3 y=$4 n2=$(($(date +%s) + $2))
shift 4
while :; do
if p=$(ping -n -c 1 -W 1 "$@" 2>&1); then
p=$(ping -n -q -i 0.2 -W 2 -c "$y" "$@" 2>&1)
U=\${p%%"% packet loss"*}
U=\${U##*[ ,]}
[ "\${U%%.*}" -le "$s0" ] 2>/dev/null && break
fi
[ "$(date +%s)" -ge "$n2" ] && break
sleep 1
done
e "pinged $d$n$p"
}`;

export const PING = "y0";
