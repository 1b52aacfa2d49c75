// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const FRAMED_SHELL = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE
k='
'
g() { printf '\\n%s %s\\n' "$N" "$*"; }
t2() { (
kill -STOP "$1"
q2=
read -r q2 <"/proc/$1/task/$1/children"
for d2 in $q2; do t2 "$d2"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
m1() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
m0() {
[ -n "$r1" ] || printf '\\n%s} %s' "$N" "$1"
r1=y
}
gr() {
P=$(eval "$1" </dev/null 2>/dev/null)
m1 "$P$k$N} 0"
}
fr() {
[ "$#" = 4 ] || exit 70
N=$1 D3=$2 q0=$3 S='' r1=
eval "$4"
set --
if [ "$D3" = 0 ]; then
P=$(trap 'm0 "$?"' EXIT; eval "$q0" </dev/null; m0 "$?")
S=$?
case $P in
*"$k$N} "*) ;;
*) P="$P$k$N} $S";;
esac
m1 "$P"
S=
read -r S
else
(
P=$( (eval "$q0") </dev/null; m0 "$?")
m1 "$P"
) &
d2=$!
read -r S
[ "$S" = ok ] || t2 "$d2"
wait "$d2"
fi
[ "$S" = ok ] || exit 0
}`;
