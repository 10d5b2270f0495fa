/**
 * Errors of the audio side: a stable code, a message that names the thing and what is allowed. Pure.
 */
export class AudioError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'AudioError';
    this.code = code;
  }
}
