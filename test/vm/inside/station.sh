#!/bin/bash
# A phone on the simulated radio: radio N of mac80211_hwsim in a network namespace of its own.
# usage: station.sh up N SSID PASSWORD [WPA-PSK|SAE]   joins, takes an address, prints it; exit status 1 when it cannot
#        station.sh down N
set -u
number=$2 interface=wlan$2 space=phone$2 run=/run/phone$2
case $1 in
  up)
    mkdir -p "$run"
    ip netns add "$space" 2>/dev/null
    if [ -e "/sys/class/net/$interface" ]; then
      iw phy "$(cat "/sys/class/net/$interface/phy80211/name")" set netns name "$space" || exit 2
    fi
    ip netns exec "$space" ip link set lo up
    ip netns exec "$space" ip link set "$interface" up
    pmf=1
    [ "${5:-WPA-PSK}" != SAE ] || pmf=2
    printf 'ctrl_interface=%s/wpa\nsae_pwe=2\nnetwork={\n ssid="%s"\n %s="%s"\n key_mgmt=%s\n ieee80211w=%s\n}\n' \
      "$run" "$3" psk "$4" "${5:-WPA-PSK}" "$pmf" > "$run/conf"
    ip netns exec "$space" wpa_supplicant -B -P "$run/pid" -i "$interface" -D nl80211 -c "$run/conf" -f "$run/log" || exit 2
    for _ in $(seq 60); do
      if grep -q CTRL-EVENT-CONNECTED "$run/log"; then break; fi
      if grep -qE 'WRONG_KEY|reason=WRONG|4-Way Handshake failed|SSID-TEMP-DISABLED' "$run/log"; then echo "refused: $(grep -oE 'reason=[A-Z_]+' "$run/log" | tail -n 1)"; exit 1; fi
      sleep 0.5
    done
    grep -q CTRL-EVENT-CONNECTED "$run/log" || { echo "no connection: $(tail -n 1 "$run/log")"; exit 1; }
    cat > "$run/lease" <<'SCRIPT'
#!/bin/sh
[ "$1" = bound ] && ip addr replace "$ip/24" dev "$interface" && ip route replace default via "$router" && echo "$dns" > "/run/phone${interface#wlan}/dns"
exit 0
SCRIPT
    chmod +x "$run/lease"
    # udhcpc has no other way than to ask for the lease in the foreground and leave.
    ip netns exec "$space" /run/tools/busybox udhcpc -n -q -t 10 -T 2 -i "$interface" -s "$run/lease" > "$run/dhcp.log" 2>&1 || { tail -n 2 "$run/dhcp.log"; exit 1; }
    ip netns exec "$space" ip -4 -o addr show dev "$interface" | awk '{print $4}' ;;
  down)
    [ ! -e "$run/pid" ] || kill "$(cat "$run/pid")"
    sleep 0.5
    rm -rf "$run" ;;
esac
