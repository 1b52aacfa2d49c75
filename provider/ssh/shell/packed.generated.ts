// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const FRAMED_SHELL = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE
k='
'
j() { printf '\\n%s %s\\n' "$N" "$*"; }
x0() { (
kill -STOP "$1"
t3=
read -r t3 <"/proc/$1/task/$1/children"
for e3 in $t3; do x0 "$e3"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
p0() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
o3() {
[ -n "$u2" ] || printf '\\n%s} %s' "$N" "$1"
u2=y
}
gr() {
V=$(eval "$1" </dev/null 2>/dev/null)
p0 "$V$k$N} 0"
}
fr() {
[ "$#" = 4 ] || exit 70
N=$1 I3=$2 t1=$3 X='' u2=
eval "$4"
set --
if [ "$I3" = 0 ]; then
V=$(trap 'o3 "$?"' EXIT; eval "$t1" </dev/null; o3 "$?")
X=$?
case $V in
*"$k$N} "*) ;;
*) V="$V$k$N} $X";;
esac
p0 "$V"
X=
read -r X
else
(
V=$( (eval "$t1") </dev/null; o3 "$?")
p0 "$V"
) &
e3=$!
read -r X
[ "$X" = ok ] || x0 "$e3"
wait "$e3"
fi
[ "$X" = ok ] || exit 0
}`;
