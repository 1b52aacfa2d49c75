// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const FRAMED_SHELL = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE
j='
'
e() { printf '\\n%s %s\\n' "$N" "$*"; }
f2() { (
kill -STOP "$1"
d0=
read -r d0 <"/proc/$1/task/$1/children"
for G in $d0; do f2 "$G"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
h0() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
X() {
[ -n "$e0" ] || printf '\\n%s} %s' "$N" "$1"
e0=y
}
fr() {
[ "$#" = 4 ] || exit 70
N=$1 m2=$2 c0=$3 u='' e0=
eval "$4"
set --
if [ "$m2" = 0 ]; then
A=$(trap 'X "$?"' EXIT; eval "$c0" </dev/null; X "$?")
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
A=$( (eval "$c0") </dev/null; X "$?")
h0 "$A"
) &
G=$!
read -r u
[ "$u" = ok ] || f2 "$G"
wait "$G"
fi
[ "$u" = ok ] || exit 0
}`;
