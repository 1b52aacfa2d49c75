// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const PING_FUNCTIONS = `case $(ping -V 2>&1) in *iputils*) ;; *) g no-ping; exit;; esac
R2() {
i=$1 I0=$3 F=$4 A2=$(($(date +%s) + $2))
shift 4
while :; do
if x=$(ping -n -c 1 -W 1 "$@" 2>&1); then
x=$(ping -n -q -i 0.2 -W 2 -c "$F" "$@" 2>&1)
g2=\${x%%"% packet loss"*}
g2=\${g2##*[ ,]}
[ "\${g2%%.*}" -le "$I0" ] 2>/dev/null && break
fi
[ "$(date +%s)" -ge "$A2" ] && break
sleep 1
done
g "pinged $i$m$x"
}`;

export const PING = "R2";
