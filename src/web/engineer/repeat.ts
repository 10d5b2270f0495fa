/** Asks at once, and `ms` after each answer; returns what ends it. A request that fails is handed on as undefined. */
export function repeat<T>(ms: number, ask: () => Promise<T>, took: (answer: T | undefined) => void): () => void {
  let ended = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const next = async () => {
    const answer = await ask().catch(() => undefined);
    if (ended) return;
    took(answer);
    timer = setTimeout(() => void next(), ms);
  };
  void next();
  return () => {
    ended = true;
    clearTimeout(timer);
  };
}
