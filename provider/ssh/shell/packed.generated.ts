// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const FRAMED_SHELL = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE
m='
'
e() { printf '\\n%s %s\\n' "$N" "$*"; }
i2() { (
kill -STOP "$1"
f0=
read -r f0 <"/proc/$1/task/$1/children"
for P in $f0; do i2 "$P"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
k1() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
a2() {
[ -n "$g1" ] || printf '\\n%s} %s' "$N" "$1"
g1=y
}
fr() {
[ "$#" = 4 ] || exit 70
N=$1 r1=$2 e0=$3 z='' g1=
eval "$4"
set --
if [ "$r1" = 0 ]; then
J=$(trap 'a2 "$?"' EXIT; eval "$e0" </dev/null; a2 "$?")
z=$?
case $J in
*"$m$N} "*) ;;
*) J="$J$m$N} $z";;
esac
k1 "$J"
z=
read -r z
else
(
J=$( (eval "$e0") </dev/null; a2 "$?")
k1 "$J"
) &
P=$!
read -r z
[ "$z" = ok ] || i2 "$P"
wait "$P"
fi
[ "$z" = ok ] || exit 0
}`;
