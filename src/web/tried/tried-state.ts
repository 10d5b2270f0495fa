/** The state of the page that tries a phone. Made once, by its entry point. */
import { type ReadonlySignal, signal } from '@preact/signals';
import { type Findings, merged, NOTHING } from './findings.js';
import { awayOnce } from './probes/away-watch.js';
import { tryAll, WORKER_URL } from './try-all.js';
import { WorkerLink } from './worker-link.js';

type Phase = 'idle' | 'running' | 'done';

export interface TriedState {
  readonly phase: ReadonlySignal<Phase>;
  readonly progress: ReadonlySignal<{ readonly done: number; readonly all: number }>;
  readonly findings: ReadonlySignal<Findings>;
  /** Waits for the person to lock the phone and to come back. */
  readonly awaits: ReadonlySignal<boolean>;
  /** When the tries began. */
  readonly at: ReadonlySignal<Date>;
  /** Call both inside a tap. */
  start(): Promise<void>;
  startAway(): Promise<void>;
}

/** @param patience every limit is so many times as long. */
export function createTriedState(patience: number): TriedState {
  const phase = signal<Phase>('idle');
  const progress = signal({ done: 0, all: 1 });
  const findings = signal<Findings>(NOTHING);
  const awaits = signal(false);
  const at = signal(new Date());
  return {
    phase,
    progress,
    findings,
    awaits,
    at,
    async start() {
      phase.value = 'running';
      at.value = new Date();
      const found = await tryAll(patience, (done, all, so) => {
        progress.value = { done, all };
        findings.value = so;
      });
      findings.value = found;
      phase.value = 'done';
    },
    async startAway() {
      awaits.value = true;
      let link: WorkerLink | undefined;
      try {
        const context = new AudioContext({ latencyHint: 0 });
        context.resume().catch(() => undefined);
        link = new WorkerLink(WORKER_URL);
        const away = await awayOnce(context, link);
        findings.value = merged(findings.value, { figures: { away }, faults: {} });
      } catch (error) {
        findings.value = merged(findings.value, { figures: {}, faults: { away: String(error) } });
      } finally {
        link?.end();
        awaits.value = false;
      }
    },
  };
}
