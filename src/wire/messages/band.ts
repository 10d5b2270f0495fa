/** Sessions of the band, and requests to the engineer. Pure: types only. */
import type { ParameterName, ParameterValue } from '../mix.js';

export interface SessionSummary {
  readonly id: string;
  readonly name: string;
  readonly count: number;
  readonly by: string;
  readonly at: number;
}

export interface SessionList {
  readonly now: number;
  readonly sessions: readonly SessionSummary[];
}

export interface Participant {
  readonly uuid: string;
  readonly name: string;
  readonly active: boolean;
  readonly since: number;
}

export interface Participants {
  readonly id: string;
  /** `rev` and `now` are absent once the session is over. */
  readonly rev?: number;
  readonly now?: number;
  readonly count: number;
  readonly participants: readonly Participant[];
  readonly closed?: true;
}

export interface SessionMessage {
  readonly n: number;
  readonly by: string;
  readonly name: string;
  /** `cue`: shown large. */
  readonly kind: 'message' | 'cue';
  readonly text: string;
  readonly at: number;
}

/** Oldest first. */
export interface SessionMessages {
  readonly id: string;
  readonly now: number;
  readonly messages: readonly SessionMessage[];
}

/** A message outside of sessions, between engineers and musicians. */
export interface DirectMessage {
  readonly id: string;
  readonly by: string;
  readonly name: string;
  /** The devices that it is for; null: the engineers. */
  readonly to: readonly string[] | null;
  /** Shown large, until it is seen. */
  readonly alert: boolean;
  /** The message that it answers. */
  readonly re: string | null;
  readonly text: string;
  readonly at: number;
  readonly rev: number;
  /** Whose phone has shown it to them, in order. */
  readonly seen: readonly { readonly uuid: string; readonly at: number }[];
}

/** What one device may read, oldest first. */
export interface Inbox {
  readonly uuid: string;
  readonly now: number;
  readonly messages: readonly DirectMessage[];
  /** Only new and changed messages; the others stay. */
  readonly more?: true;
}

/** A musician's open request to the engineer, in words or as a value. */
export interface Ask {
  readonly id: string;
  readonly uuid: string;
  readonly name: string;
  readonly ch: number | null;
  readonly p: ParameterName | null;
  readonly v: ParameterValue | null;
  readonly text: string;
  readonly at: number;
  /** Absent for a request from earlier software. */
  readonly rev?: number;
}

/** Whose request is no longer open, and who accepted or declined it. */
export interface AskAnswer {
  readonly id: string;
  readonly uuid: string;
  readonly accepted: boolean;
  readonly by: string;
  readonly name: string;
}

export interface AskList {
  readonly now: number;
  readonly asks: readonly Ask[];
  readonly answered?: AskAnswer;
}
