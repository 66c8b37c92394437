/** Why a file is no statement that can be read. */
export type UnreadableReason = 'not-text' | 'no-columns' | 'too-many-lines';

/** The whole file is refused, and nothing of it is kept. */
export class UnreadableStatement extends Error {
  override readonly name = 'UnreadableStatement';
  readonly reason: UnreadableReason;

  constructor(reason: UnreadableReason) {
    super(reason);
    this.reason = reason;
  }
}
