import * as createNotifier from './20261123T0200-create-notifier.ts';

export const schema = 'notifier';

/** Every migration in order; a new one goes last. */
export const migrations = {
  '20261123T0200-create-notifier': createNotifier,
};
