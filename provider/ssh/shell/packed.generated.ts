// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const FRAMED_SHELL = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE
n='
'
g() { printf '\\n%s %s\\n' "$N" "$*"; }
w1() { (
kill -STOP "$1"
t0=
read -r t0 <"/proc/$1/task/$1/children"
for e0 in $t0; do w1 "$e0"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
n0() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
m2() {
[ -n "$u0" ] || printf '\\n%s} %s' "$N" "$1"
u0=y
}
gr() {
P=$(eval "$1" </dev/null 2>/dev/null)
n0 "$P$n$N} 0"
}
fr() {
[ "$#" = 4 ] || exit 70
N=$1 K2=$2 s1=$3 R='' u0=
eval "$4"
set --
if [ "$K2" = 0 ]; then
P=$(trap 'm2 "$?"' EXIT; eval "$s1" </dev/null; m2 "$?")
R=$?
case $P in
*"$n$N} "*) ;;
*) P="$P$n$N} $R";;
esac
n0 "$P"
R=
read -r R
else
(
P=$( (eval "$s1") </dev/null; m2 "$?")
n0 "$P"
) &
e0=$!
read -r R
[ "$R" = ok ] || w1 "$e0"
wait "$e0"
fi
[ "$R" = ok ] || exit 0
}`;
