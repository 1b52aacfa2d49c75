// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const FRAMED_SHELL = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE
j='
'
h() { printf '\\n%s %s\\n' "$N" "$*"; }
u3() { (
kill -STOP "$1"
r3=
read -r r3 <"/proc/$1/task/$1/children"
for e2 in $r3; do u3 "$e2"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
n3() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
n2() {
[ -n "$s2" ] || printf '\\n%s} %s' "$N" "$1"
s2=y
}
gr() {
T=$(eval "$1" </dev/null 2>/dev/null)
n3 "$T$j$N} 0"
}
fr() {
[ "$#" = 4 ] || exit 70
N=$1 F1=$2 r1=$3 W='' s2=
eval "$4"
set --
if [ "$F1" = 0 ]; then
T=$(trap 'n2 "$?"' EXIT; eval "$r1" </dev/null; n2 "$?")
W=$?
case $T in
*"$j$N} "*) ;;
*) T="$T$j$N} $W";;
esac
n3 "$T"
W=
read -r W
else
(
T=$( (eval "$r1") </dev/null; n2 "$?")
n3 "$T"
) &
e2=$!
read -r W
[ "$W" = ok ] || u3 "$e2"
wait "$e2"
fi
[ "$W" = ok ] || exit 0
}`;
