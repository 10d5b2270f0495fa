/** The reference client's command line. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadAddonOrReason } from '../addon/index.js';
import type { AudioSettings } from '../audio/stream/native/native-v3-messages.js';
import { DEFAULT_AUDIO, parseAudioSettings } from '../audio/stream/native/native-v3-messages.js';
import { boundsAbove, LEAD_BOUNDS, type LeadBounds } from '../playout/lead-bounds.js';

export const HELP = `Listens to a stage box over its native protocol.

  npm run listen -- [--host <address>] [options]

  --host <address>       the box; without it the first one found by mDNS
  --port <n>             its page's port (5100)
  --name <text>          how this device shows in the box's list
  --wav <file>           writes what is heard into a WAV instead of playing it
  --device <alsa>        ALSA device to play on (default)
  --silent               neither plays nor writes
  --seconds <n>          stops by itself
  --target <ms>          how long before its turn each packet should come, at least (6)
  --codec pcm|opus       Opus needs a tenth of the radio (pcm)
  --frames <n>           frames of a packet, 128 to 1920; Opus 120, 240, 480, 960
                         (480; over UDP Opus 240, PCM 256, two periods of the box)
  --transport tcp|udp    how the sound comes (tcp)
  --redundancy none|repeat|xor
  --copies 0|1|2         over UDP: packets before it that each datagram has too (0)
  --adapt                lets the box choose codec, frames and copies
  --format int16|float32
  --keys <file>          where uuid and token of each box are kept
  --help`;

export interface ListenOptions {
  readonly host?: string;
  readonly port: number;
  readonly name?: string;
  readonly wav?: string;
  readonly device: string;
  readonly silent: boolean;
  readonly seconds: number;
  readonly bounds: LeadBounds;
  readonly audio: AudioSettings;
  readonly keysFile: string;
}

/** Why this machine cannot decode Opus, one line; '' if it can. */
function opusMissing(): string {
  const loaded = loadAddonOrReason();
  return loaded.ok ? loaded.addon.opusMissing() : loaded.reason;
}

/** Returns `help`, the fault in words, or the options. */
export function parseOptions(args: readonly string[]): 'help' | string[] | ListenOptions {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  let values: Record<string, string | boolean | undefined>;
  try {
    values = parseArgs({
      args: [...args],
      options: {
        ...{ host: text, port: text, name: text, wav: text, device: text, seconds: text, target: text, frames: text },
        ...{ transport: text, redundancy: text, format: text, codec: text, copies: text, keys: text },
        ...{ adapt: flag, silent: flag, help: flag },
      },
    }).values;
  } catch (error) {
    return [(error as Error).message];
  }
  if (values.help === true) return 'help';
  const wrong: string[] = [];
  const number = (name: string, fallback: number, min: number, max: number): number => {
    if (values[name] === undefined) return fallback;
    const value = Number(values[name]);
    if (!(value >= min && value <= max)) wrong.push(`--${name}: a number from ${min} to ${max}`);
    return value;
  };
  const { transport, redundancy, format, codec, adapt } = values;
  const opus = codec === 'opus';
  const overUdp = opus ? 240 : 256;
  const frames = number('frames', transport === 'udp' ? overUdp : 480, opus ? 120 : 128, 1920);
  const copies = values.copies === undefined ? undefined : number('copies', 0, 0, 2);
  const wish = { codec, transport, redundancy, format, frames, copies, adapt };
  const given = Object.fromEntries(Object.entries(wish).filter(([, value]) => value !== undefined));
  const audio = parseAudioSettings(given, DEFAULT_AUDIO);
  const fault = audio.ok ? '' : audio.message.replace('audio.', '--');
  // The number out of range was reported already.
  if (fault !== '' && !wrong.some((line) => line.split(':')[0] === fault.split(':')[0])) wrong.push(fault);
  const port = number('port', 5100, 1, 65_535);
  const seconds = number('seconds', Number.POSITIVE_INFINITY, 0, 1e9);
  const floorMs = number('target', LEAD_BOUNDS.normal.floorMs, 1, LEAD_BOUNDS.safe.ceilingMs);
  const missing = codec === 'opus' ? opusMissing() : '';
  if (missing !== '') wrong.push(`--codec opus: ${missing}`);
  if (wrong.length > 0 || !audio.ok) return wrong;
  const config = process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config');
  return {
    host: values.host as string | undefined,
    port,
    name: values.name as string | undefined,
    wav: values.wav as string | undefined,
    device: (values.device as string | undefined) ?? 'default',
    silent: values.silent === true,
    seconds,
    bounds: boundsAbove(floorMs),
    audio: audio.value,
    keysFile: (values.keys as string | undefined) ?? join(config, 'stagebox', 'listen.json'),
  };
}
