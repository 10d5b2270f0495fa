/** The last change of each mix and its author, requested every few seconds while the desk shows everybody. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { HistoryEntry } from '../../wire/messages.js';
import { api } from '../link/api.js';

const ASK_EVERY_MS = 5000;
/** Newest changes of the whole box that are searched. A mix without a change among them keeps its last known one. */
const LOOKED_AT = 40;

/** By the mix's uuid. */
export const lastChanges = signal<ReadonlyMap<string, HistoryEntry>>(new Map());

export function useActivity(): void {
  useEffect(() => {
    let gone = false;
    let timer = 0;
    const ask = async () => {
      const answer = await api<{ entries: readonly (HistoryEntry & { uuid: string })[] }>(
        'GET',
        `/api/history?limit=${LOOKED_AT}`,
      ).catch(() => undefined);
      if (gone) return;
      if (answer !== undefined) {
        const newest = new Map(lastChanges.peek());
        // Newest first: the first entry of a mix is its last change.
        for (const entry of [...answer.entries].reverse()) newest.set(entry.uuid, entry);
        lastChanges.value = newest;
      }
      timer = window.setTimeout(() => void ask(), ASK_EVERY_MS);
    };
    void ask();
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, []);
}
