import { describe, expect, it } from '@jest/globals';
import { startProcess } from './start-process.ts';

/** What must not be shown, whatever is wrong with it. */
const SECRET = 'hunter2';
const WITHIN_MS = 120_000;

describe('a process whose settings are wrong', () => {
  it.each<[string, string, Record<string, string>, string[]]>([
    [
      'capacity',
      'services/capacity/src/main.ts',
      { DATABASE_URL: `mysql://u:${SECRET}@db`, PORT: 'eighty', HOLD_TTL_SECONDS: '60' },
      ['DATABASE_URL is wrong', 'PORT is wrong', 'HOLD_TTL_SECONDS is wrong'],
    ],
    [
      'booking',
      'services/booking/src/main.ts',
      { TICKET_SIGNING_KEYS: SECRET, NEXT_PUBLIC_TZ: 'Mars/Base', STRIPE_SECRET_KEY: SECRET },
      [
        'DATABASE_URL is missing',
        'TICKET_SIGNING_KEYS is wrong',
        'NEXT_PUBLIC_TZ is wrong',
        'STRIPE_WEBHOOK_SECRET is missing',
      ],
    ],
    [
      'proof-validation',
      'services/proof-validation/src/main.ts',
      { STORAGE_PROVIDER: 'ftp', INTERNAL_SECRET: SECRET, PROOF_RETENTION_DAYS_PAID: 'ever' },
      [
        'DATABASE_URL is missing',
        'STORAGE_PROVIDER is wrong',
        'INTERNAL_SECRET is wrong',
        'PROOF_RETENTION_DAYS_PAID is wrong',
      ],
    ],
    [
      'notifier',
      'services/notifier/src/main.ts',
      { SMTP_URL: `http://u:${SECRET}@mail`, WHATSAPP_PROVIDER: 'twilio', PUBLIC_URL: 'here' },
      [
        'DATABASE_URL is missing',
        'SMTP_URL is wrong',
        'PUBLIC_URL is wrong',
        'MAIL_FROM is missing',
        'TWILIO_AUTH_TOKEN is missing',
      ],
    ],
    [
      'gateway',
      'services/gateway/src/main.ts',
      { ADMIN_EMAIL: 'a@karcis.example', AUTH_SECRET: SECRET, TRUST_PROXY: 'yes' },
      [
        'DATABASE_URL is missing',
        'IDENTITY_SECRET is missing',
        'AUTH_SECRET is wrong',
        'PROOF_URL is missing',
        'TRUST_PROXY is wrong',
        'ADMIN_PASSWORD is missing',
      ],
    ],
    [
      'web',
      'services/web/src/main.ts',
      { GATEWAY_URL: 'ftp://gateway', INTERNAL_SECRET: SECRET, FEATURE_REQUIRE_LOGIN: 'perhaps' },
      ['GATEWAY_URL is wrong', 'INTERNAL_SECRET is wrong', 'FEATURE_REQUIRE_LOGIN is wrong'],
    ],
    [
      'migrate',
      'deploy/migrate/main.ts',
      { DATABASE_PASSWORD_BOOKING: SECRET, DATABASE_PASSWORD_GATEWAY_FILE: '/nowhere' },
      [
        'DATABASE_URL is missing',
        'DATABASE_PASSWORD_BOOKING is wrong',
        'DATABASE_PASSWORD_CAPACITY is missing',
        'DATABASE_PASSWORD_GATEWAY_FILE names a file that cannot be read',
      ],
    ],
  ])(
    'says so in one sentence that names all of them and shows no value: %s',
    async (name, main, env, faults) => {
      const { code, out, err } = await startProcess(main, env).ended();

      expect(err).toMatch(new RegExp(`^${name} cannot start\\. .*\\n$`));
      for (const fault of faults) expect(err).toContain(fault);
      expect(err).not.toContain(SECRET);
      expect([code, out]).toEqual([1, '']);
    },
    WITHIN_MS,
  );
});
