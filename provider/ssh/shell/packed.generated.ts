// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const FRAMED_SHELL = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE
j='
'
l() { printf '\\n%s %s\\n' "$N" "$*"; }
y0() { (
kill -STOP "$1"
u1=
read -r u1 <"/proc/$1/task/$1/children"
for f0 in $u1; do y0 "$f0"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
p2() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
p1() {
[ -n "$v0" ] || printf '\\n%s} %s' "$N" "$1"
v0=y
}
gr() {
W=$(eval "$1" </dev/null 2>/dev/null)
p2 "$W$j$N} 0"
}
fr() {
[ "$#" = 4 ] || exit 70
N=$1 L1=$2 t3=$3 Y='' v0=
eval "$4"
set --
if [ "$L1" = 0 ]; then
W=$(trap 'p1 "$?"' EXIT; eval "$t3" </dev/null; p1 "$?")
Y=$?
case $W in
*"$j$N} "*) ;;
*) W="$W$j$N} $Y";;
esac
p2 "$W"
Y=
read -r Y
else
(
W=$( (eval "$t3") </dev/null; p1 "$?")
p2 "$W"
) &
f0=$!
read -r Y
[ "$Y" = ok ] || y0 "$f0"
wait "$f0"
fi
[ "$Y" = ok ] || exit 0
}`;
