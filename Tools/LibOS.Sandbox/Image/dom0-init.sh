#!/bin/sh
# First process of dom0: brings up what xl needs, then serves requests from the host.
#
# Each slot is one virtio-serial port and carries one request at a time:
#   host:  VERB DIRECTORY TOKEN\n    then, while the request runs, its standard input
#   dom0:  (anything) TOKEN\n        what came before answered somebody else and is thrown away
#   dom0:  the output, raw; then TOKEN\n, "key value" lines, TOKEN\n
#   host:  \nTOKEN\n                 everything before this line is input that came too late and is thrown away
#   dom0:  TOKEN\n                   the slot is free
# DIRECTORY is below /share, the host's session directory (9p). The token is random: output cannot forge it.
export PATH=/usr/lib/xen-4.17/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root
console=/var/log/xen/console

bring_up() {
    mount -t proc proc /proc
    mount -t sysfs sys /sys
    mount -t devtmpfs dev /dev
    mkdir -p /dev/pts /dev/shm /share
    mount -t devpts pts /dev/pts
    mount -t tmpfs run /run
    mount -t tmpfs tmp /tmp
    mkdir -p /run/xen /run/xenstored /run/lock $console /var/lib/xen
    ln -sfn /run /var/run
    ln -sfn /run/lock /var/lock
    while read -r module; do insmod "$module"; done < /etc/modules
    mount -t xenfs xenfs /proc/xen
    xenstored --pid-file /run/xenstored.pid
    xen-init-dom0 > /dev/null
    xenconsoled --log=guest --log-dir=$console --pid-file=/run/xenconsoled.pid
    ip link set lo up
    ip link add br0 type bridge forward_delay 0
    ip addr add 10.0.0.1/24 dev br0
    ip link set br0 up
}

# attach EPOCH: the host's directory and clock. Not part of the saved machine: a mounted 9p cannot be saved.
attach() {
    date -u -s "@$1" > /dev/null
    mount -t 9p -o trans=virtio,version=9p2000.L,msize=512000,cache=none share /share
}

# guest DIR: DIR holds guest.cfg (with @work@ for the private directory), kernel, ramdisk (optional), input (a flag).
# xenconsoled's log of this domain is a pipe: every byte reaches the host, in order, and its end is the domain's end.
guest() {
    work=/tmp/$(basename "$1")
    mkdir -p "$work"
    cp "$1/kernel" "$work/"
    [ -e "$1/ramdisk" ] && cp "$1/ramdisk" "$work/"
    sed "/^kernel=\|^ramdisk=/s|@work@|$work|" "$1/guest.cfg" > "$work/guest.cfg"
    name=$(sed -n 's/^name="\(.*\)"$/\1/p' "$work/guest.cfg")
    log=$console/guest-$name.log
    mkfifo "$log"
    copy_console "$work/first" < "$log" >&3 &
    copier=$!

    # In the foreground (-F): the process that xl create otherwise leaves behind misses the end of one guest in a hundred
    # that ends while it starts up (Xen 4.17; its watch stays silent for ever although xenstored fires it).
    begin=$EPOCHREALTIME
    created=
    mkfifo "$work/xl"
    xl create -q -F "$work/guest.cfg" > "$work/xl" 2>&1 3>&- &
    xl=$!
    exec 4< "$work/xl"
    while [ -z "$created" ] && IFS= read -r line <&4; do
        # "Waiting for domain NAME (domid N) to die [pid N]"; xl domid would be another process to wait for, and to fail.
        case $line in "Waiting for domain "*)
            created=$EPOCHREALTIME
            id=${line##*"(domid "}
            id=${id%%)*}
            ;;
        esac
        echo "$line" >> "$work/xl.out"
    done
    if [ -n "$created" ]; then
        status=0
        feeder=
        if [ -e "$1/input" ]; then
            # xenconsoled makes the terminal at its own pace; a guest may be over before (10 s at most).
            tries=0
            until tty=$(xenstore-read "/local/domain/$id/console/tty" 2> /dev/null) && [ -n "$tty" ]; do
                tries=$((tries + 1))
                [ $tries -lt 1000 ] || break
                usleep 10000
            done
            if [ -n "$tty" ]; then
                cat <&3 > "$tty" &
                feeder=$!
            fi
        fi
        wait $copier
        [ -n "$feeder" ] && kill $feeder 2> /dev/null && wait $feeder 2> /dev/null
        wait $xl
    else
        wait $xl
        status=$?
        kill $copier
        wait $copier 2> /dev/null
    fi
    ended=$EPOCHREALTIME
    cat <&4 >> "$work/xl.out"
    exec 4<&-
    {
        echo "create $status"
        echo "begin $begin"
        echo "created $created"
        [ -s "$work/first" ] && echo "first $(cat "$work/first")"
        echo "ended $ended"
        sed -n 's/^Domain \([0-9]*\) has shut down, reason code \([0-9]*\).*/domain \1\nreason \2/p' "$work/xl.out"
        sed 's/^/xl /' "$work/xl.out"
    } > "$work/report"
    rm -f "$log"
    report=$work/report
}

# copy_console FILE: standard input to standard output; notes in FILE when the first byte came.
copy_console() {
    IFS= read -r -n 1 byte || return
    echo "$EPOCHREALTIME" > "$1"
    if [ -n "$byte" ]; then printf %s "$byte"; else echo; fi
    exec cat
}

# Reading a port nobody is connected to gives an end of file at once; writing to it waits for a connection.
slot() {
    exec 3<> "/dev/vport0p$1"
    while :; do
        echo waiting >&3
        while read -r verb directory token <&3; do
            echo "$token" >&3
            request "$1"
            { echo "$token"; [ -n "$report" ] && cat "$report"; echo "$token"; } >&3
            [ "$verb" = guest ] && rm -rf "$work"
            while read -r line <&3 && [ "$line" != "$token" ]; do :; done
            echo "$token" >&3
        done
    done
}

request() {
    report=
    case $verb in
        attach) attach "$directory" ;;
        detach) umount /share ;;
        guest) guest "/share/$directory" ;;
        exec)
            sh "/share/$directory/script" <&3 >&3 2>&3
            echo "status $?" > /tmp/report.$1
            report=/tmp/report.$1
            ;;
    esac
}

bring_up > /dev/console 2>&1
while [ ! -e "/dev/vport0p$(cat /etc/slots)" ]; do usleep 20000; done
n=1
while [ $n -le "$(cat /etc/slots)" ]; do
    slot $n &
    n=$((n + 1))
done
while :; do wait; sleep 3600; done
