/** The engineer's snapshots of everything that sounds. Pure: types only. */

interface Scene {
  readonly id: string;
  readonly name: string;
  /** Name of who saved it. */
  readonly by: string;
  readonly at: number;
  readonly rev: number;
}

export interface SceneList {
  readonly now: number;
  /** By name. */
  readonly scenes: readonly Scene[];
  /** The last recall, which can be taken back: the snapshot's name, and when. */
  readonly before: { readonly name: string; readonly at: number } | null;
}
