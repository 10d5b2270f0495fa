/**
 * Errors of the audio side: a stable code, and a message that names the cause and what is allowed. Pure.
 */
export class AudioError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'AudioError';
    this.code = code;
  }
}
