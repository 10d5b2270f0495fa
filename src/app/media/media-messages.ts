/** Messages between the box and the media process that it started; all others go over the process' socket. Pure. */

/** Box → media process: the first message. */
export interface MediaBegin {
  /** Path of the Unix socket to listen on. */
  readonly path: string;
}

/** Whether this is the media process' only message: it listens. */
export function isListening(message: unknown): boolean {
  return typeof message === 'object' && message !== null && (message as { type?: unknown }).type === 'listening';
}
