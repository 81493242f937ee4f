# SPDX-License-Identifier: Apache-2.0
# Runs a command on a machine with users of its own: see house.py.
#
#   ip netns exec … sh house.sh DIR COMMAND…     DIR holds passwd, group, shadow and run
#
# `ip netns exec` has made a mount namespace: nothing of this is seen outside, and it goes with the command.
set -e
dir=$1
shift
for file in passwd group shadow; do mount --bind "$dir/$file" "/etc/$file"; done
mount -t tmpfs -o mode=755 tmpfs /run
mkdir /run/sshd /run/postern
mount --bind "$dir/run" /run/postern
exec "$@"
