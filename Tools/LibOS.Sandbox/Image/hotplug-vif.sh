#!/bin/sh
# Hotplug script for a network backend (xl runs it as "vif-bridge online|offline"): joins the interface to its bridge.
# Contract: docs of xl "vif" script= and xen-hotplug-common; variables vif, XENBUS_PATH come from libxl.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
if [ "$1" = online ]; then
    bridge=$(xenstore-read "$XENBUS_PATH/bridge" 2>/dev/null)
    ip link set "$vif" up && ip link set "$vif" master "${bridge:-br0}" &&
        exec xenstore-write "$XENBUS_PATH/hotplug-status" connected
    xenstore-write "$XENBUS_PATH/hotplug-status" error
    exit 1
fi
exit 0
