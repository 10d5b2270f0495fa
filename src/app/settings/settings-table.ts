/**
 * Every setting of the box, one row each: the one table for validation, `--help`, the docs and the page. A setting is
 * a flag `--web-port`, an environment variable `STAGEBOX_WEB_PORT` and a key `web-port` of the settings file. Pure.
 */
import { check } from '../../base/schema.js';
import { nameSchema } from '../../wire/names.js';
import { deviceToRead, type SettingRow, type SettingType } from './setting-row.js';

/** A name by the rule for all names; undefined if it breaks the rule. */
function cleaned(name: string, max: number): string | undefined {
  const checked = check(nameSchema(max), name);
  return checked.ok ? checked.value : undefined;
}

const PORT: SettingType = { kind: 'integer', min: 0, max: 65_535 };
/** A name as browsers send it, or an address; IPv6 with or without brackets. */
const HOST = '([A-Za-z0-9_]([A-Za-z0-9._-]{0,251}[A-Za-z0-9_])?\\.?|\\[?[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*\\]?)';
const PATH = (allowed: string): SettingType => ({ kind: 'text', pattern: /^[^\0]+$/, allowed });

export const SETTINGS = [
  {
    name: 'source',
    type: {
      kind: 'text',
      pattern: /^(auto|demo|tones(:([1-9]|[1-5]\d|6[0-4]))?|wav:[^\0]+|alsa:[^\0]+)$/,
      allowed: 'auto, alsa:<device>, wav:<path>, tones, tones:<1…64> or demo',
    },
    default: 'auto',
    unit: '',
    needsRestart: false,
    help: 'Where the sound comes from. auto: the ALSA capture card with the most inputs, else the demo band. tones: channel k from 0 is a sine of 250·(k+1) Hz at −12 dBFS.',
  },
  {
    name: 'period',
    type: { kind: 'integer', min: 32, max: 2048, step: 16 },
    default: 128,
    unit: 'frames',
    needsRestart: true,
    help: 'Frames mixed per wake-up. Smaller is less delay and more work.',
  },
  {
    name: 'web-port',
    type: PORT,
    default: 5100,
    unit: '',
    needsRestart: true,
    help: 'TCP port of the page, the HTTP interface and /mqtt; 0 picks a free one.',
  },
  {
    name: 'audio-port',
    type: PORT,
    default: 5102,
    unit: '',
    needsRestart: true,
    help: 'TCP port of the web audio stream; 0 picks a free one.',
  },
  {
    name: 'native-port',
    type: PORT,
    default: 5101,
    unit: '',
    needsRestart: true,
    help: 'TCP port of native (Android) listeners; 0 picks a free one.',
  },
  {
    name: 'media-port',
    type: PORT,
    default: 5104,
    unit: '',
    needsRestart: true,
    help: 'UDP port of sound over WebRTC, for all listeners; 0 picks a free one.',
  },
  {
    name: 'mqtt-port',
    type: PORT,
    default: 1883,
    unit: '',
    needsRestart: true,
    help: 'TCP port of MQTT 3.1.1; 0 picks a free one.',
  },
  {
    name: 'also-web-port',
    type: { kind: 'integer', min: 1, max: 65_535 },
    default: undefined,
    unit: '',
    needsRestart: true,
    help: 'A second port for the page (80 on the box).',
  },
  {
    name: 'data-dir',
    type: PATH('a folder that can be written'),
    default: './data',
    unit: '',
    needsRestart: true,
    help: 'The only folder the box writes to.',
  },
  {
    name: 'settings-file',
    type: PATH('a JSON file'),
    default: undefined,
    unit: '',
    needsRestart: true,
    help: 'Settings as JSON; settings.json in the data folder when not given.',
  },
  {
    name: 'host',
    type: {
      kind: 'text',
      pattern: /^((25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]*|localhost)$/,
      allowed: 'an IP address of this machine, 0.0.0.0 for all',
    },
    default: '0.0.0.0',
    unit: '',
    needsRestart: true,
    help: 'Address to listen on.',
  },
  {
    name: 'host-names',
    type: {
      kind: 'text',
      pattern: new RegExp(`^${HOST}(,${HOST})*$`),
      allowed: 'host names or addresses without port, separated by commas',
    },
    default: undefined,
    unit: '',
    needsRestart: true,
    help: "Further names under which this box may be called. Its addresses, localhost, the computer's name and its announced names need not stand here; requests under any other are refused.",
  },
  {
    name: 'engineer-pin',
    type: { kind: 'text', pattern: /^\d{6}$/, allowed: '6 digits' },
    default: undefined,
    unit: '',
    needsRestart: true,
    help: "The sound engineer's PIN. When not given: random, kept in the data folder, printed at start.",
    secret: true,
  },
  {
    name: 'name',
    type: {
      kind: 'text',
      pattern: /^.*$/s,
      allowed: '1 to 40 characters, at least one of them visible',
      clean: (text) => cleaned(text, 40),
    },
    default: 'Stage Box',
    unit: '',
    needsRestart: true,
    help: 'Name of the box, as people see it.',
  },
  {
    name: 'limiter-ceiling',
    type: { kind: 'number', min: -20, max: -0.1 },
    default: -1,
    unit: 'dBFS',
    needsRestart: true,
    help: "Sample peak no listener's bus ever exceeds.",
  },
  {
    name: 'native-clients',
    type: { kind: 'choice', choices: ['allow', 'refuse'] },
    default: 'allow',
    unit: '',
    needsRestart: false,
    help: 'Native clients of protocol 2 bring no token; refuse keeps them all out.',
  },
  {
    name: 'pedal',
    type: deviceToRead('a keyboard, such as /dev/input/by-id/usb-…-event-kbd'),
    default: 'off',
    unit: '',
    needsRestart: false,
    help: 'A USB pedal that turns pages moves the setlist: Page Up and Down or the arrows step, F1 to F12 are songs. auto: every keyboard on USB.',
  },
  {
    name: 'midi-in',
    type: deviceToRead('a raw MIDI port, such as /dev/snd/midiC1D0'),
    default: 'off',
    unit: '',
    needsRestart: false,
    help: 'MIDI program changes move the setlist: 0 is the first song, 126 the previous one, 127 the next. auto: every MIDI port.',
  },
  {
    name: 'webrtc',
    type: { kind: 'boolean' },
    default: true,
    unit: '',
    needsRestart: true,
    help: 'Offer browsers their sound by WebRTC too. Without it, or where it does not work, sound comes by WebSocket.',
  },
  {
    name: 'media-socket',
    type: PATH('a Unix socket'),
    default: undefined,
    unit: '',
    needsRestart: true,
    help: 'Where a media process of the system listens. When not given, the box starts its own.',
  },
  {
    name: 'mdns',
    type: { kind: 'boolean' },
    default: true,
    unit: '',
    needsRestart: true,
    help: 'Announce the box by mDNS.',
  },
  {
    name: 'mdns-interface',
    type: { kind: 'text', pattern: /^[\w.:@-]{1,15}$/, allowed: "a network interface's name" },
    default: undefined,
    unit: '',
    needsRestart: true,
    help: 'The only interface mDNS announces on (the stage side); every interface when not given.',
  },
  {
    name: 'captive-portal',
    type: { kind: 'boolean' },
    default: false,
    unit: '',
    needsRestart: true,
    help: "Answer phones' connectivity checks so that the page opens by itself; on where the box is the access point.",
  },
  {
    name: 'backup-interval',
    type: { kind: 'integer', min: 1, max: 1440 },
    default: 10,
    unit: 'minutes',
    needsRestart: true,
    help: 'Time between automatic hot copies of the store.',
  },
  {
    name: 'realtime-priority',
    type: { kind: 'integer', min: 0, max: 95 },
    default: 70,
    unit: '',
    needsRestart: true,
    help: 'SCHED_FIFO priority of the capture thread; 0 leaves it as it is. Where not permitted: one warning.',
  },
  {
    name: 'capture-cpu',
    type: { kind: 'integer', min: -1, max: 1023 },
    default: -1,
    unit: '',
    needsRestart: true,
    help: 'CPU the capture thread is bound to; −1 for any.',
  },
  {
    name: 'lock-memory',
    type: { kind: 'boolean' },
    default: false,
    unit: '',
    needsRestart: true,
    help: 'Keep the capture thread’s code, its stack and the ring in memory (mlock). Where not permitted: one warning.',
  },
  {
    name: 'tls-cert',
    type: PATH('a PEM file'),
    default: undefined,
    unit: '',
    needsRestart: true,
    help: 'Certificate chain; with --tls-key, page, /mqtt and audio are also served as https and wss, on --tls-web-port and --tls-audio-port.',
  },
  {
    name: 'tls-key',
    type: PATH('a PEM file'),
    default: undefined,
    unit: '',
    needsRestart: true,
    help: 'Private key of --tls-cert.',
  },
  {
    name: 'tls-web-port',
    type: PORT,
    default: 5443,
    unit: '',
    needsRestart: true,
    help: 'TCP port of the page over https.',
  },
  {
    name: 'tls-audio-port',
    type: PORT,
    default: 5444,
    unit: '',
    needsRestart: true,
    help: 'TCP port of the audio stream over wss.',
  },
] as const satisfies readonly SettingRow[];

export type SettingName = (typeof SETTINGS)[number]['name'];

export function settingRow(name: string): SettingRow | undefined {
  return SETTINGS.find((row) => row.name === name);
}

export function environmentName(name: string): string {
  return `STAGEBOX_${name.toUpperCase().replaceAll('-', '_')}`;
}
