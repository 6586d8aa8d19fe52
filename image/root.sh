#!/bin/sh
# Lays out what an image has beside the program: a Java of the given modules, the C library that it
# is linked to, certificates of public authorities, and a user. Writes in the given folder alone, and a stamp beside it.
set -eu
java_home=$1 modules=$2 root=$3

fail() { echo "image/root.sh: $*" >&2; exit 1; }
[ -x "$java_home/bin/jlink" ] || fail "$java_home has no bin/jlink: build with a whole JDK"

# The same of the same; the stamp comes last, so that half a folder has none.
stamp=$("$java_home/bin/java" -version 2>&1; echo "$modules"; cksum <"$0")
[ "$(cat "$root.stamp" 2>/dev/null)" != "$stamp" ] || exit 0
rm -rf "$root" "$root.stamp"
mkdir -p "$root/opt" "$root/etc" "$root/tmp" "$root/var/lib/lonejupiter"
"$java_home/bin/jlink" --add-modules "$modules" --output "$root/opt/java" \
  --strip-java-debug-attributes --no-header-files --no-man-pages --compress=2

# Each at the path where the linker looks for it; a link becomes the file that it leads to.
find "$root/opt/java" -type f \( -name '*.so' -o -path '*/bin/*' -o -name jspawnhelper \) -exec ldd {} + |
  sed -n -e 's|.* => \(/[^ ]*\) (.*|\1|p' -e 's|^[[:space:]]*\(/[^ :]*\) (.*|\1|p' |
  sort -u | while read -r library; do
    case $library in "$root"/*) continue ;; esac
    mkdir -p "$root$(dirname "$library")"
    cp -L "$library" "$root$library"
  done
find "$root" -name 'ld-linux*' | grep -q . || fail "no dynamic linker among what ldd names"

if [ ! -s "$root/opt/java/lib/security/cacerts" ]; then
  rm -f "$root/opt/java/lib/security/cacerts"
  cp -L "$java_home/lib/security/cacerts" "$root/opt/java/lib/security/cacerts"
fi
printf 'root:x:0:0::/:/none\nlonejupiter:x:65532:65532::/var/lib/lonejupiter:/none\n' >"$root/etc/passwd"
printf 'root:x:0:\nlonejupiter:x:65532:\n' >"$root/etc/group"
echo 'hosts: files dns' >"$root/etc/nsswitch.conf"
echo "$stamp" >"$root.stamp"
