// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const FRAMED_SHELL = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE
n='
'
g() { printf '\\n%s %s\\n' "$N" "$*"; }
x1() { (
kill -STOP "$1"
t2=
read -r t2 <"/proc/$1/task/$1/children"
for e0 in $t2; do x1 "$e0"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
n2() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
n1() {
[ -n "$u2" ] || printf '\\n%s} %s' "$N" "$1"
u2=y
}
gr() {
Q=$(eval "$1" </dev/null 2>/dev/null)
n2 "$Q$n$N} 0"
}
fr() {
[ "$#" = 4 ] || exit 70
N=$1 K2=$2 t0=$3 S='' u2=
eval "$4"
set --
if [ "$K2" = 0 ]; then
Q=$(trap 'n1 "$?"' EXIT; eval "$t0" </dev/null; n1 "$?")
S=$?
case $Q in
*"$n$N} "*) ;;
*) Q="$Q$n$N} $S";;
esac
n2 "$Q"
S=
read -r S
else
(
Q=$( (eval "$t0") </dev/null; n1 "$?")
n2 "$Q"
) &
e0=$!
read -r S
[ "$S" = ok ] || x1 "$e0"
wait "$e0"
fi
[ "$S" = ok ] || exit 0
}`;
