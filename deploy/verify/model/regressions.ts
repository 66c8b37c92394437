/** Seeds that once broke a promise, or that show what few do: what each is about. */
export const regressions: Readonly<Record<number, string>> = {
  3: 'a crash between the lock of the places and the booking that waits for it',
  9: 'a stream that is made anew while its readers are away',
  23: 'an impatient reconciler that repairs what is under way',
  46: 'lost events, and clients who never ask again',
};
