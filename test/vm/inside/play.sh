#!/bin/bash
# Plays a raw 16-bit sound into the loopback card, over and over.
# usage: play.sh start FILE CHANNELS PERIOD_FRAMES | play.sh stop
case $1 in
  start)
    # shellcheck disable=SC2016 # the inner shell expands these
    setsid sh -c 'while :; do cat "$0"; done | /run/tools/aplay -q -D hw:Loopback,0,0 -t raw -f S16_LE -r 48000 -c "$1" --period-size="$2" --buffer-size="$3"' \
      "$2" "$3" "$4" $(($4 * 16)) > /run/aplay.log 2>&1 < /dev/null &
    echo $! > /run/player
    sleep 2
    cat /run/aplay.log ;;
  stop)
    kill -- "-$(cat /run/player)"
    sleep 1 ;;
esac
