// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const FRAMED_SHELL = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE
j='
'
e() { printf '\\n%s %s\\n' "$N" "$*"; }
f1() { (
kill -STOP "$1"
c2=
read -r c2 <"/proc/$1/task/$1/children"
for G in $c2; do f1 "$G"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
h0() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
W() {
[ -n "$d2" ] || printf '\\n%s} %s' "$N" "$1"
d2=y
}
fr() {
[ "$#" = 4 ] || exit 70
N=$1 m2=$2 b2=$3 u='' d2=
eval "$4"
set --
if [ "$m2" = 0 ]; then
A=$(trap 'W "$?"' EXIT; eval "$b2" </dev/null; W "$?")
u=$?
case $A in
*"$j$N} "*) ;;
*) A="$A$j$N} $u";;
esac
h0 "$A"
u=
read -r u
else
(
A=$( (eval "$b2") </dev/null; W "$?")
h0 "$A"
) &
G=$!
read -r u
[ "$u" = ok ] || f1 "$G"
wait "$G"
fi
[ "$u" = ok ] || exit 0
}`;
