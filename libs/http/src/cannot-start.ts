/** Why a service does not start, in words for whoever starts it. Shown without a stack trace. */
export class CannotStart extends Error {
  override readonly name = 'CannotStart';
}
