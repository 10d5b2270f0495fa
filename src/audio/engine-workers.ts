/** Starts the two workers of the engine with what its options say. */
import { addonPath } from '../addon/index.js';
import type { FaultSink } from '../base/barrier.js';
import type { CodedError } from '../base/errors.js';
import { dbToGain } from '../base/units.js';
import type { EngineOptions } from './engine-api.js';
import { MixerLink } from './mixer/mixer-link.js';
import { StreamLink } from './stream/stream-link.js';
import type { FromStream } from './stream/stream-messages.js';

interface Given {
  readonly options: EngineOptions;
  readonly memory: WebAssembly.Memory;
  readonly kernel: WebAssembly.Module;
  readonly fault: FaultSink;
  /** The worker ended by itself. */
  readonly died: (error: CodedError) => void;
}

export function startMixer({ options, memory, kernel, fault, died }: Given, warn: (line: string) => void): MixerLink {
  const { periodFrames, limiterCeilingDb, realtimePriority, captureCpu, lockMemory } = options;
  const limiterCeiling = dbToGain(limiterCeilingDb);
  return new MixerLink(
    { memory, kernel, periodFrames, limiterCeiling, realtimePriority, captureCpu, lockMemory },
    warn,
    fault,
    died,
  );
}

export function startStream(
  { options, memory, kernel, fault, died }: Given,
  heard: (message: FromStream) => void | Promise<void>,
): StreamLink {
  const { host, audioPort, nativePort, mediaPort, tls, source, boxVersion, hostNames = [] } = options;
  const raisePriority = options.realtimePriority > 0;
  const ports = { host, audioPort, nativePort, mediaPort, tls, hostNames };
  return new StreamLink(
    { memory, kernel, ...ports, source, boxVersion, raisePriority, addonPath: addonPath() },
    heard,
    fault,
    died,
  );
}
