// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const FRAMED_SHELL = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE
k='
'
g() { printf '\\n%s %s\\n' "$N" "$*"; }
t3() { (
kill -STOP "$1"
q3=
read -r q3 <"/proc/$1/task/$1/children"
for d2 in $q3; do t3 "$d2"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
m1() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
m0() {
[ -n "$r2" ] || printf '\\n%s} %s' "$N" "$1"
r2=y
}
gr() {
R=$(eval "$1" </dev/null 2>/dev/null)
m1 "$R$k$N} 0"
}
fr() {
[ "$#" = 4 ] || exit 70
N=$1 E0=$2 q1=$3 U='' r2=
eval "$4"
set --
if [ "$E0" = 0 ]; then
R=$(trap 'm0 "$?"' EXIT; eval "$q1" </dev/null; m0 "$?")
U=$?
case $R in
*"$k$N} "*) ;;
*) R="$R$k$N} $U";;
esac
m1 "$R"
U=
read -r U
else
(
R=$( (eval "$q1") </dev/null; m0 "$?")
m1 "$R"
) &
d2=$!
read -r U
[ "$U" = ok ] || t3 "$d2"
wait "$d2"
fi
[ "$U" = ok ] || exit 0
}`;
