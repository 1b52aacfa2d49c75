// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const FRAMED_SHELL = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE
k='
'
g() { printf '\\n%s %s\\n' "$N" "$*"; }
u0() { (
kill -STOP "$1"
r1=
read -r r1 <"/proc/$1/task/$1/children"
for e1 in $r1; do u0 "$e1"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
n0() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
m3() {
[ -n "$s0" ] || printf '\\n%s} %s' "$N" "$1"
s0=y
}
gr() {
T=$(eval "$1" </dev/null 2>/dev/null)
n0 "$T$k$N} 0"
}
fr() {
[ "$#" = 4 ] || exit 70
N=$1 E1=$2 q3=$3 W='' s0=
eval "$4"
set --
if [ "$E1" = 0 ]; then
T=$(trap 'm3 "$?"' EXIT; eval "$q3" </dev/null; m3 "$?")
W=$?
case $T in
*"$k$N} "*) ;;
*) T="$T$k$N} $W";;
esac
n0 "$T"
W=
read -r W
else
(
T=$( (eval "$q3") </dev/null; m3 "$?")
n0 "$T"
) &
e1=$!
read -r W
[ "$W" = ok ] || u0 "$e1"
wait "$e1"
fi
[ "$W" = ok ] || exit 0
}`;
