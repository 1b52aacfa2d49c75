// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const FRAMED_SHELL = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE
n='
'
g() { printf '\\n%s %s\\n' "$N" "$*"; }
v1() { (
kill -STOP "$1"
s0=
read -r s0 <"/proc/$1/task/$1/children"
for d2 in $s0; do v1 "$d2"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
m0() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
l2() {
[ -n "$t0" ] || printf '\\n%s} %s' "$N" "$1"
t0=y
}
gr() {
P=$(eval "$1" </dev/null 2>/dev/null)
m0 "$P$n$N} 0"
}
fr() {
[ "$#" = 4 ] || exit 70
N=$1 J0=$2 r1=$3 Q='' t0=
eval "$4"
set --
if [ "$J0" = 0 ]; then
P=$(trap 'l2 "$?"' EXIT; eval "$r1" </dev/null; l2 "$?")
Q=$?
case $P in
*"$n$N} "*) ;;
*) P="$P$n$N} $Q";;
esac
m0 "$P"
Q=
read -r Q
else
(
P=$( (eval "$r1") </dev/null; l2 "$?")
m0 "$P"
) &
d2=$!
read -r Q
[ "$Q" = ok ] || v1 "$d2"
wait "$d2"
fi
[ "$Q" = ok ] || exit 0
}`;
