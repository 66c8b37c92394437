import * as createNotifier from './20261123T0200-create-notifier.ts';
import * as urgentFirst from './20261125T1210-urgent-first.ts';
import * as messageStates from './20261125T1507-message-states.ts';
import * as templates from './20261125T1508-templates.ts';
import * as backlog from './20261130T0010-backlog.ts';

export const schema = 'notifier';

/** Every migration in order; a new one goes last. */
export const migrations = {
  '20261123T0200-create-notifier': createNotifier,
  '20261125T1210-urgent-first': urgentFirst,
  '20261125T1507-message-states': messageStates,
  '20261125T1508-templates': templates,
  '20261130T0010-backlog': backlog,
};
