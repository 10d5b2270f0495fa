/** The check before the show: who hears their phone ring. Pure: types only. */

export interface Check {
  readonly id: string;
  /** The engineer who started it. */
  readonly by: string;
  readonly name: string;
  readonly at: number;
  readonly people: readonly {
    readonly uuid: string;
    /** When the person said that they hear it; null: not yet. */
    readonly heardAt: number | null;
    /** The ringing came with the sound of their mix. */
    readonly listening: boolean;
  }[];
}

export interface CheckMessage {
  readonly now: number;
  readonly check: Check | null;
}
