// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const FRAMED_SHELL = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE
n='
'
e() { printf '\\n%s %s\\n' "$N" "$*"; }
i1() { (
kill -STOP "$1"
e2=
read -r e2 <"/proc/$1/task/$1/children"
for O in $e2; do i1 "$O"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
k0() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
a1() {
[ -n "$g0" ] || printf '\\n%s} %s' "$N" "$1"
g0=y
}
fr() {
[ "$#" = 4 ] || exit 70
N=$1 r1=$2 d2=$3 x='' g0=
eval "$4"
set --
if [ "$r1" = 0 ]; then
I=$(trap 'a1 "$?"' EXIT; eval "$d2" </dev/null; a1 "$?")
x=$?
case $I in
*"$n$N} "*) ;;
*) I="$I$n$N} $x";;
esac
k0 "$I"
x=
read -r x
else
(
I=$( (eval "$d2") </dev/null; a1 "$?")
k0 "$I"
) &
O=$!
read -r x
[ "$x" = ok ] || i1 "$O"
wait "$O"
fi
[ "$x" = ok ] || exit 0
}`;
