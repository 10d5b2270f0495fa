/**
 * The order in which parts stop. Each part registers its stop when it starts. Stopping runs in reverse order,
 * each part with its own deadline. A part that hangs cannot keep the others, or the process, from ending in time.
 */

interface Step {
  readonly name: string;
  readonly deadlineMs: number;
  readonly stop: () => Promise<void> | void;
}

export class Lifecycle {
  readonly #steps: Step[] = [];
  #stopping: Promise<string[]> | undefined;

  /** `stop` is called once, after everything registered later has stopped or run out of time. */
  started(name: string, deadlineMs: number, stop: () => Promise<void> | void): void {
    this.#steps.push({ name, deadlineMs, stop });
  }

  get stopping(): boolean {
    return this.#stopping !== undefined;
  }

  /** Stops everything; resolves to one line per part that failed or was late. Later calls get the same promise. */
  stop(): Promise<string[]> {
    this.#stopping ??= this.#run();
    return this.#stopping;
  }

  /**
   * Stops all remaining parts at once, so that nothing waits for a part that
   * hangs. Resolves as `stop` does; a later `stop` has nothing left to do.
   */
  async stopAtOnce(): Promise<string[]> {
    this.#stopping ??= Promise.resolve([]);
    const troubles = await Promise.all(this.#steps.splice(0).reverse().map(withDeadline));
    return troubles.filter((trouble) => trouble !== undefined);
  }

  async #run(): Promise<string[]> {
    const troubles: string[] = [];
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      const trouble = await withDeadline(step);
      if (trouble) troubles.push(trouble);
    }
    return troubles;
  }
}

async function withDeadline({ name, deadlineMs, stop }: Step): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`${name} did not stop within ${deadlineMs} ms`), deadlineMs);
  });
  try {
    return await Promise.race([Promise.resolve(stop()).then(() => undefined), late]);
  } catch (error) {
    return `${name} failed while stopping: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    clearTimeout(timer);
  }
}
