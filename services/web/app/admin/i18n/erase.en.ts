import type { AdminTranslation } from './id.ts';

export const erase: AdminTranslation['erase'] = {
  title: 'Personal data',
  lead: 'When the person asks for it: name, contact, note, answers, messages and files of proof are deleted for good. Places and amounts stay.',
  this: 'Delete from this booking',
  everything: 'Delete everything of {{contact}}',
  confirmTitle: 'Delete this person’s data?',
  confirmText:
    'It cannot be undone. Tickets stay valid, without a name, and we cannot reach the person any more.',
  done: 'Personal data deleted.',
  waits:
    'What may be deleted has been. Bookings under way, or with money to give back, wait until that is over.',
  isErased: 'The personal data of this booking has been deleted.',
};
