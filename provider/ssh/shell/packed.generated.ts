// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const FRAMED_SHELL = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE
n='
'
f() { printf '\\n%s %s\\n' "$N" "$*"; }
t1() { (
kill -STOP "$1"
q1=
read -r q1 <"/proc/$1/task/$1/children"
for b0 in $q1; do t1 "$b0"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
v1() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
k1() {
[ -n "$r1" ] || printf '\\n%s} %s' "$N" "$1"
r1=y
}
fr() {
[ "$#" = 4 ] || exit 70
N=$1 F1=$2 p2=$3 K='' r1=
eval "$4"
set --
if [ "$F1" = 0 ]; then
R=$(trap 'k1 "$?"' EXIT; eval "$p2" </dev/null; k1 "$?")
K=$?
case $R in
*"$n$N} "*) ;;
*) R="$R$n$N} $K";;
esac
v1 "$R"
K=
read -r K
else
(
R=$( (eval "$p2") </dev/null; k1 "$?")
v1 "$R"
) &
b0=$!
read -r K
[ "$K" = ok ] || t1 "$b0"
wait "$b0"
fi
[ "$K" = ok ] || exit 0
}`;
