/**
 * An error with a stable code for programs, and a message for people that names the cause and what is allowed. Pure.
 */
export class CodedError extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.name = 'CodedError';
    this.code = code;
  }
}
