// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const FRAMED_SHELL = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE
n='
'
f() { printf '\\n%s %s\\n' "$N" "$*"; }
i0() { (
kill -STOP "$1"
e1=
read -r e1 <"/proc/$1/task/$1/children"
for M in $e1; do i0 "$M"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
j2() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
a0() {
[ -n "$f2" ] || printf '\\n%s} %s' "$N" "$1"
f2=y
}
fr() {
[ "$#" = 4 ] || exit 70
N=$1 r0=$2 d1=$3 x='' f2=
eval "$4"
set --
if [ "$r0" = 0 ]; then
I=$(trap 'a0 "$?"' EXIT; eval "$d1" </dev/null; a0 "$?")
x=$?
case $I in
*"$n$N} "*) ;;
*) I="$I$n$N} $x";;
esac
j2 "$I"
x=
read -r x
else
(
I=$( (eval "$d1") </dev/null; a0 "$?")
j2 "$I"
) &
M=$!
read -r x
[ "$x" = ok ] || i0 "$M"
wait "$M"
fi
[ "$x" = ok ] || exit 0
}`;
