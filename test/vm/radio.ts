import type { Guest } from './guest.js';
import { must, until } from './scenario.js';
import { MOUNT_TOOLS, TOOLS } from './tool-disk.js';

/** The box's address in its own Wi-Fi. */
export const BOX = '192.168.77.1';

/** Runs a command in the network namespace of phone `number`. */
export const inPhone = (number: number, command: string) => `ip netns exec phone${number} ${command}`;
/** Sets `ssid` and `password` in a script: what the QR code says. */
const IDENTITY = 'ssid=$(cat /data/identity/ssid) password=$(cat /data/identity/password)';

/**
 * Gives the machine simulated radios (mac80211_hwsim), the first for the box, and waits for its Wi-Fi. A machine that
 * has radios keeps them. Returns the state of the radio.
 */
export async function openWifi({ shell }: Guest, phones: number): Promise<string> {
  await shell.must(MOUNT_TOOLS);
  await shell.must(`[ -d /sys/module/mac80211_hwsim ] || modprobe mac80211_hwsim radios=${phones + 1}`);
  const sends =
    'grep -q ^access-point /run/stagebox/radio.state && iw dev wlan0 info | grep -q "type AP" && systemctl is-active stagebox-dhcp';
  await until(
    'access point',
    180,
    () => shell.run(sends),
    ({ status }) => status === 0,
  );
  const address = () => shell.must('ip -4 -o addr show dev wlan0');
  await until('its address', 120, address, (text) => text.includes(`${BOX}/24`));
  return shell.must('cat /run/stagebox/radio.state');
}

/** A phone joins with the QR code's words, if it has not yet. */
export async function joinWifi({ shell }: Guest, phone: number): Promise<void> {
  const joined = await shell.run(
    `ip netns pids phone${phone} 2>/dev/null | grep -q . || { ${IDENTITY}; ${TOOLS}/station.sh up ${phone} "$ssid" "$password"; }`,
    300_000,
  );
  must(joined.status === 0, `phone ${phone}: ${joined.text}`);
}
