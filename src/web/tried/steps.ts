/** Runs the tries one after another. A try that fails or takes too long spoils nothing but its own figures. Pure. */
import { type FigureId, type Figures, type Findings, merged, NOTHING } from './findings.js';

export interface Step {
  readonly gives: readonly FigureId[];
  readonly limitMs: number;
  run(): Promise<Partial<Figures>>;
}

export interface StepClock {
  now(): number;
  after(ms: number, run: () => void): void;
}

/** What a step came to. @param onStep called before each with its place, and once at the end. */
export async function runSteps(
  steps: readonly Step[],
  budgetMs: number,
  clock: StepClock,
  onStep: (done: number, findings: Findings) => void,
): Promise<Findings> {
  const end = clock.now() + budgetMs;
  let findings = NOTHING;
  for (const [i, step] of steps.entries()) {
    onStep(i, findings);
    findings = merged(findings, await outcome(step, Math.min(step.limitMs, end - clock.now()), clock));
  }
  onStep(steps.length, findings);
  return findings;
}

async function outcome(step: Step, limitMs: number, clock: StepClock): Promise<Findings> {
  try {
    if (limitMs <= 0) throw new Error('no time left');
    const figures = await Promise.race([
      step.run(),
      new Promise<never>((_resolve, reject) => {
        clock.after(limitMs, () => reject(new Error(`no result within ${Math.round(limitMs / 100) / 10} s`)));
      }),
    ]);
    const missing = step.gives.filter((id) => !(id in figures));
    return { figures, faults: faultsOf(missing, 'no result') };
  } catch (error) {
    return { figures: {}, faults: faultsOf(step.gives, messageOf(error)) };
  }
}

/** What an error says, on one line of bearable length. */
function messageOf(error: unknown): string {
  const text =
    error instanceof Error ? `${error.name === 'Error' ? '' : `${error.name}: `}${error.message}` : String(error);
  return text.replace(/\s+/g, ' ').slice(0, 160);
}

const faultsOf = (ids: readonly FigureId[], why: string) => Object.fromEntries(ids.map((id) => [id, why]));
