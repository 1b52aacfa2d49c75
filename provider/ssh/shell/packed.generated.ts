// Packed from the .sh files beside this by `npm run build` (scripts/build/shell.ts). Do not edit.

export const FRAMED_SHELL = `PATH=/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin\${PATH:+:$PATH}
LC_ALL=C
export PATH LC_ALL
trap '' PIPE
k='
'
l() { printf '\\n%s %s\\n' "$N" "$*"; }
u3() { (
kill -STOP "$1"
r3=
read -r r3 <"/proc/$1/task/$1/children"
for f1 in $r3; do u3 "$f1"; done
kill -TERM "$1"
kill -CONT "$1"
) 2>/dev/null; }
o0() { printf '\\n%s{\\n%s\\n' "$N" "$1"; }
n4() {
[ -n "$s1" ] || printf '\\n%s} %s' "$N" "$1"
s1=y
}
gr() {
Z=$(eval "$1" </dev/null 2>/dev/null)
o0 "$Z$k$N} 0"
}
fr() {
[ "$#" = 4 ] || exit 70
N=$1 F4=$2 r1=$3 a0='' s1=
eval "$4"
set --
if [ "$F4" = 0 ]; then
Z=$(trap 'n4 "$?"' EXIT; eval "$r1" </dev/null; n4 "$?")
a0=$?
case $Z in
*"$k$N} "*) ;;
*) Z="$Z$k$N} $a0";;
esac
o0 "$Z"
a0=
read -r a0
else
(
Z=$( (eval "$r1") </dev/null; n4 "$?")
o0 "$Z"
) &
f1=$!
read -r a0
[ "$a0" = ok ] || u3 "$f1"
wait "$f1"
fi
[ "$a0" = ok ] || exit 0
}`;
