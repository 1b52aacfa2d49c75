// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const FRAMED_SHELL = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE
j='
'
g() { printf '\\n%s %s\\n' "$N" "$*"; }
v0() { (
kill -STOP "$1"
s1=
read -r s1 <"/proc/$1/task/$1/children"
for e2 in $s1; do v0 "$e2"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
n1() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
n0() {
[ -n "$t0" ] || printf '\\n%s} %s' "$N" "$1"
t0=y
}
gr() {
U=$(eval "$1" </dev/null 2>/dev/null)
n1 "$U$j$N} 0"
}
fr() {
[ "$#" = 4 ] || exit 70
N=$1 F1=$2 r3=$3 W='' t0=
eval "$4"
set --
if [ "$F1" = 0 ]; then
U=$(trap 'n0 "$?"' EXIT; eval "$r3" </dev/null; n0 "$?")
W=$?
case $U in
*"$j$N} "*) ;;
*) U="$U$j$N} $W";;
esac
n1 "$U"
W=
read -r W
else
(
U=$( (eval "$r3") </dev/null; n0 "$?")
n1 "$U"
) &
e2=$!
read -r W
[ "$W" = ok ] || v0 "$e2"
wait "$e2"
fi
[ "$W" = ok ] || exit 0
}`;
