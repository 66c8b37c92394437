import { type LoginGuard, type LoginGuardOptions, createLoginGuard } from './login-guard.ts';

export type Guards = {
  /** An organiser's password: long enough that each network may still have a guess or two while many guess. */
  readonly password: LoginGuard;
  /** An organiser's second step: whoever is here knows the password, and has a million codes to go. */
  readonly secondFactor: LoginGuard;
  /** The six digits of a mail. Its link works whatever others guess. */
  readonly loginCode: LoginGuard;
  /** Mails to an address, so that nobody's letter box is filled by strangers. */
  readonly loginMail: LoginGuard;
};

const ORGANISER = 'karcis_device';
const PERSON = 'karcis_me_device';

/** How much may be tried, and by whom. */
export function createGuards(
  options: Pick<LoginGuardOptions, 'store' | 'secret' | 'secure' | 'enabled'>,
): Guards {
  const guard = (name: string, deviceCookie: string, max: LoginGuardOptions['max']) =>
    createLoginGuard({ ...options, name, deviceCookie, max });

  return {
    password: guard('login', ORGANISER, {
      ...{ client: 30, pair: 10, account: 100, pairUnderAttack: 2 },
    }),
    secondFactor: guard('second-factor', ORGANISER, {
      ...{ client: 30, pair: 5, account: 20, pairUnderAttack: 0 },
    }),
    loginCode: guard('code', PERSON, {
      ...{ client: 30, pair: 10, account: 20, pairUnderAttack: 0 },
    }),
    loginMail: guard('mail', PERSON, {
      ...{ client: 30, pair: 5, account: 10, pairUnderAttack: 0 },
    }),
  };
}
