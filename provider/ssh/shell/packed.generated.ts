// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const FRAMED_SHELL = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE
n='
'
g() { printf '\\n%s %s\\n' "$N" "$*"; }
u0() { (
kill -STOP "$1"
r0=
read -r r0 <"/proc/$1/task/$1/children"
for b2 in $r0; do u0 "$b2"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
w0() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
k2() {
[ -n "$s0" ] || printf '\\n%s} %s' "$N" "$1"
s0=y
}
fr() {
[ "$#" = 4 ] || exit 70
N=$1 G2=$2 q1=$3 L='' s0=
eval "$4"
set --
if [ "$G2" = 0 ]; then
S=$(trap 'k2 "$?"' EXIT; eval "$q1" </dev/null; k2 "$?")
L=$?
case $S in
*"$n$N} "*) ;;
*) S="$S$n$N} $L";;
esac
w0 "$S"
L=
read -r L
else
(
S=$( (eval "$q1") </dev/null; k2 "$?")
w0 "$S"
) &
b2=$!
read -r L
[ "$L" = ok ] || u0 "$b2"
wait "$b2"
fi
[ "$L" = ok ] || exit 0
}`;
