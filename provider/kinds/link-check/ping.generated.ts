// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const PING_FUNCTIONS = `case $(ping -V 2>&1) in *iputils*) ;; *) g no-ping; exit;; esac
N1() {
read -r r _ </proc/uptime
h=$1 E3=$3 G=$4 z3=$((\${r%%.*} + $2))
shift 4
while :; do
if A=$(ping -n -c 1 -W 1 "$@" 2>&1); then
A=$(ping -n -q -i 0.2 -W 2 -c "$G" "$@" 2>&1)
h3=\${A%%"% packet loss"*}
h3=\${h3##*[ ,]}
[ "\${h3%%.*}" -le "$E3" ] 2>/dev/null && break
fi
read -r r _ </proc/uptime
[ "\${r%%.*}" -ge "$z3" ] && break
sleep 1
done
g "pinged $h$k$A"
}`;

export const PING = "N1";
