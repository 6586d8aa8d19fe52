#!/bin/sh
# Runs a command in an image's unpacked files as a container would: as a user who is not root, who
# sees nothing else, and who may write in two folders alone. The network is the machine's own.
#   run-image.sh ROOT DATA TMP USER COMMAND...
set -eu
if [ -z "${IN_NAMESPACE:-}" ]; then
  IN_NAMESPACE=1 exec unshare --user --map-root-user --mount "$0" "$@"
fi
unset IN_NAMESPACE
root=$1 data=$2 tmp=$3 user=$4
shift 4
mkdir -p "$root/proc" "$root/dev" "$root/etc"
touch "$root/dev/urandom" "$root/dev/random" "$root/dev/null"
mount --bind "$root" "$root"
mount --rbind /proc "$root/proc"
for device in urandom random null; do mount --bind "/dev/$device" "$root/dev/$device"; done
mount --bind "$data" "$root/var/lib/lonejupiter"
mount --bind "$tmp" "$root/tmp"
mount -o remount,bind,ro "$root"
exec unshare --user --map-user="${user%:*}" --map-group="${user#*:}" \
  --root="$root" --wd=/var/lib/lonejupiter "$@"
