// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const FRAMED_SHELL = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE
n='
'
f() { printf '\\n%s %s\\n' "$N" "$*"; }
u0() { (
kill -STOP "$1"
r0=
read -r r0 <"/proc/$1/task/$1/children"
for b0 in $r0; do u0 "$b0"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
w0() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
k2() {
[ -n "$s0" ] || printf '\\n%s} %s' "$N" "$1"
s0=y
}
fr() {
[ "$#" = 4 ] || exit 70
N=$1 G0=$2 q1=$3 K='' s0=
eval "$4"
set --
if [ "$G0" = 0 ]; then
R=$(trap 'k2 "$?"' EXIT; eval "$q1" </dev/null; k2 "$?")
K=$?
case $R in
*"$n$N} "*) ;;
*) R="$R$n$N} $K";;
esac
w0 "$R"
K=
read -r K
else
(
R=$( (eval "$q1") </dev/null; k2 "$?")
w0 "$R"
) &
b0=$!
read -r K
[ "$K" = ok ] || u0 "$b0"
wait "$b0"
fi
[ "$K" = ok ] || exit 0
}`;
