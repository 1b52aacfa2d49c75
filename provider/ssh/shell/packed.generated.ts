// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const FRAMED_SHELL = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE
m='
'
g() { printf '\\n%s %s\\n' "$N" "$*"; }
u1() { (
kill -STOP "$1"
r1=
read -r r1 <"/proc/$1/task/$1/children"
for b2 in $r1; do u1 "$b2"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
l0() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
k2() {
[ -n "$s1" ] || printf '\\n%s} %s' "$N" "$1"
s1=y
}
gr() {
L=$(eval "$1" </dev/null 2>/dev/null)
l0 "$L$m$N} 0"
}
fr() {
[ "$#" = 4 ] || exit 70
N=$1 G2=$2 q2=$3 M='' s1=
eval "$4"
set --
if [ "$G2" = 0 ]; then
L=$(trap 'k2 "$?"' EXIT; eval "$q2" </dev/null; k2 "$?")
M=$?
case $L in
*"$m$N} "*) ;;
*) L="$L$m$N} $M";;
esac
l0 "$L"
M=
read -r M
else
(
L=$( (eval "$q2") </dev/null; k2 "$?")
l0 "$L"
) &
b2=$!
read -r M
[ "$M" = ok ] || u1 "$b2"
wait "$b2"
fi
[ "$M" = ok ] || exit 0
}`;
