// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const FRAMED_SHELL = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE
k='
'
j() { printf '\\n%s %s\\n' "$N" "$*"; }
w2() { (
kill -STOP "$1"
t1=
read -r t1 <"/proc/$1/task/$1/children"
for e3 in $t1; do w2 "$e3"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
p0() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
o3() {
[ -n "$u0" ] || printf '\\n%s} %s' "$N" "$1"
u0=y
}
gr() {
U=$(eval "$1" </dev/null 2>/dev/null)
p0 "$U$k$N} 0"
}
fr() {
[ "$#" = 4 ] || exit 70
N=$1 I1=$2 s3=$3 X='' u0=
eval "$4"
set --
if [ "$I1" = 0 ]; then
U=$(trap 'o3 "$?"' EXIT; eval "$s3" </dev/null; o3 "$?")
X=$?
case $U in
*"$k$N} "*) ;;
*) U="$U$k$N} $X";;
esac
p0 "$U"
X=
read -r X
else
(
U=$( (eval "$s3") </dev/null; o3 "$?")
p0 "$U"
) &
e3=$!
read -r X
[ "$X" = ok ] || w2 "$e3"
wait "$e3"
fi
[ "$X" = ok ] || exit 0
}`;
