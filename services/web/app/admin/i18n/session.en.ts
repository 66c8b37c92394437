import type { AdminTranslation } from './id.ts';

export const session: AdminTranslation['session'] = {
  title: 'Sign in',
  lead: 'For organisers of events.',
  email: 'E-mail',
  password: 'Password',
  submit: 'Sign in',
  sending: 'Checking …',
  wrong: 'The e-mail address or the password is wrong.',
  fix: 'Please check what is marked.',
  locked: 'Too many attempts.',
  lockedText_one: 'For safety, try again in {{count}} minute. Your account is not locked.',
  lockedText_other: 'For safety, try again in {{count}} minutes. Your account is not locked.',
  signedOut: 'You are signed out.',
  ended: 'Sign in to go on.',
};
