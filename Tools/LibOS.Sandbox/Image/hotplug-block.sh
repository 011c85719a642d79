#!/bin/sh
# Hotplug script for a block backend (xl runs it as "block add|remove"): names the device node, through a loop device
# when the disk is a file. Contract: docs/misc/block-scripts.txt of the Xen tree.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
case $1 in
    add)
        disk=$(xenstore-read "$XENBUS_PATH/params")
        if [ ! -b "$disk" ]; then
            node=$(losetup -f) && losetup "$node" "$disk" || {
                xenstore-write "$XENBUS_PATH/hotplug-error" "no loop device for $disk" "$XENBUS_PATH/hotplug-status" error
                exit 1
            }
            xenstore-write "$XENBUS_PATH/node" "$node"
            disk=$node
        fi
        xenstore-write "$XENBUS_PATH/physical-device" "$(stat -c %t "$disk"):$(stat -c %T "$disk")" \
            "$XENBUS_PATH/physical-device-path" "$disk" "$XENBUS_PATH/hotplug-status" connected
        ;;
    remove)
        node=$(xenstore-read "$XENBUS_PATH/node" 2>/dev/null) && losetup -d "$node"
        ;;
esac
exit 0
