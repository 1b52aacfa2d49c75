// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const FRAMED_SHELL = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE
k='
'
g() { printf '\\n%s %s\\n' "$N" "$*"; }
x1() { (
kill -STOP "$1"
t1=
read -r t1 <"/proc/$1/task/$1/children"
for e0 in $t1; do x1 "$e0"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
n2() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
n1() {
[ -n "$u1" ] || printf '\\n%s} %s' "$N" "$1"
u1=y
}
gr() {
P=$(eval "$1" </dev/null 2>/dev/null)
n2 "$P$k$N} 0"
}
fr() {
[ "$#" = 4 ] || exit 70
N=$1 K1=$2 s2=$3 R='' u1=
eval "$4"
set --
if [ "$K1" = 0 ]; then
P=$(trap 'n1 "$?"' EXIT; eval "$s2" </dev/null; n1 "$?")
R=$?
case $P in
*"$k$N} "*) ;;
*) P="$P$k$N} $R";;
esac
n2 "$P"
R=
read -r R
else
(
P=$( (eval "$s2") </dev/null; n1 "$?")
n2 "$P"
) &
e0=$!
read -r R
[ "$R" = ok ] || x1 "$e0"
wait "$e0"
fi
[ "$R" = ok ] || exit 0
}`;
