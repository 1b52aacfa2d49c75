// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const PING_FUNCTIONS = `case $(ping -V 2>&1) in *iputils*) ;; *) e no-ping; exit;; esac
y1() {
d=$1 s0=$3 v=$4 n2=$(($(date +%s) + $2))
shift 4
while :; do
if n=$(ping -n -c 1 -W 1 "$@" 2>&1); then
n=$(ping -n -q -i 0.2 -W 2 -c "$v" "$@" 2>&1)
W=\${n%%"% packet loss"*}
W=\${W##*[ ,]}
[ "\${W%%.*}" -le "$s0" ] 2>/dev/null && break
fi
[ "$(date +%s)" -ge "$n2" ] && break
sleep 1
done
e "pinged $d$m$n"
}`;

export const PING = "y1";
