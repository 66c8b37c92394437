import { signingKeys } from '@karcis/booking/signing-keys';
import { type Check, fail, type Finding, pass, unseen } from '../finding.ts';
import { gatewayOf, type Settings } from '../settings.ts';

const NAMES = [
  'IDENTITY_SECRET',
  'IP_HASH_SECRET',
  'INTERNAL_SECRET',
  'AUTH_SECRET',
  'CSRF_SECRET',
] as const;
const LENGTH_MIN = 32;
/** 32 random hexadecimal digits have fewer than 8 different ones once in ten million. */
const DIFFERENT_MIN = 8;
const TYPED = /change.?me|secret|password|example|karcis|12345|qwerty/i;
const MAKE = 'make one with "openssl rand -hex 32"';
const MAKE_KEYS =
  'make them as services/booking/README.md says, and keep those that tickets were signed with';

/** Looks whether keys and secrets are there, are no words, and are those that the running system signs with. Shows none of them. */
export const keys: Check = {
  name: 'keys',
  remedy: 'see that gateway and booking run: the keys in use are asked of them',
  async look(settings) {
    const given = NAMES.filter((name) => settings[name] !== undefined);
    const secrets =
      given.length === 0 ? [unseen('the secrets', NAMES.join(', '))] : judgeSecrets(settings);
    return [...secrets, ...(await judgeTicketKeys(settings))];
  },
};

function judgeSecrets(settings: Settings): Finding[] {
  const troubles = NAMES.flatMap((name, index) => {
    const value = settings[name];
    if (value === undefined) return [fail(`${name} is missing`, MAKE)];
    if (isWeak(value))
      return [fail(`${name} is weak`, `${MAKE}; whoever is signed in signs in again`)];
    const twin = NAMES.slice(0, index).find((other) => settings[other] === value);
    return twin ? [fail(`${name} is the same as ${twin}`, MAKE)] : [];
  });
  return troubles.length > 0 ? troubles : [pass(`${NAMES.length} secrets are there and strong`)];
}

const isWeak = (value: string) =>
  value.length < LENGTH_MIN || new Set(value).size < DIFFERENT_MIN || TYPED.test(value);

async function judgeTicketKeys(settings: Settings): Promise<Finding[]> {
  const { TICKET_SIGNING_KEYS: text } = settings;
  if (text === undefined) return [fail('TICKET_SIGNING_KEYS is missing', MAKE_KEYS)];
  const parsed = signingKeys.safeParse(text);
  if (!parsed.success) {
    const why = parsed.error.issues.map(({ message }) => message).join('; ');
    return [fail(`TICKET_SIGNING_KEYS is wrong (${why})`, MAKE_KEYS)];
  }
  const answer = await fetch(new URL('/.well-known/jwks.json', gatewayOf(settings)));
  const { keys: shown } = (await answer.json()) as { keys: readonly { kid: string }[] };
  const inUse = new Set(shown.map(({ kid }) => kid));
  const lacking = parsed.data.filter(({ kid }) => !inUse.has(kid));
  return lacking.length > 0
    ? [fail('booking signs tickets with other keys than these', 'restart booking with these keys')]
    : [pass(`${parsed.data.length} ticket key(s), in use and published`)];
}
