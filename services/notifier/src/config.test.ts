import { describe, expect, it } from '@jest/globals';
import { readConfig } from './config.ts';

const least = {
  DATABASE_URL: 'postgres://notifier:x@127.0.0.1/karcis',
  PUBLIC_URL: 'https://karcis.example/',
  MAIL_DIR: '/var/mail',
};

describe('the settings', () => {
  it('need a database, the public address and a place for e-mail', () => {
    expect(readConfig(least)).toMatchObject({
      templates: { publicUrl: 'https://karcis.example', timeZone: 'Asia/Jakarta' },
      mail: { folder: '/var/mail', from: 'no-reply@karcis.example', organiserEmail: undefined },
      webhooks: { allowInsecure: false, allowPrivate: false, timeoutMs: 10_000 },
      delivery: { retryBaseMs: 5_000, circuitMs: 30_000 },
    });
    expect(() => readConfig({ ...least, MAIL_DIR: '' })).toThrow('SMTP_URL or MAIL_DIR is missing');
  });

  it('ask who sends when there is a mail server', () => {
    const withServer = { ...least, SMTP_URL: 'smtp://user:secret@mail.example:587' };
    expect(() => readConfig(withServer)).toThrow('MAIL_FROM is missing');
    expect(() =>
      readConfig({ ...withServer, MAIL_FROM: 'Karcis <no-reply@x.example>' }),
    ).not.toThrow();
  });

  it.each([
    [
      'meta',
      [
        ...['WHATSAPP_PHONE_NUMBER_ID', 'WHATSAPP_ACCESS_TOKEN', 'WHATSAPP_APP_SECRET'],
        'WHATSAPP_VERIFY_TOKEN',
      ],
    ],
    ['twilio', ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN', 'TWILIO_WHATSAPP_FROM']],
  ])('name all that %s needs and does not have', (provider, missing) => {
    const complaint = () => readConfig({ ...least, WHATSAPP_PROVIDER: provider });
    for (const name of missing) expect(complaint).toThrow(`${name} is missing`);
    expect(readConfig(least).whatsapp.WHATSAPP_PROVIDER).toBe('none');
  });

  it('name every fault at once, and no value', () => {
    const wrong = {
      NEXT_PUBLIC_TZ: 'Mars/Base',
      WEBHOOK_ALLOW_PRIVATE: 'perhaps',
      ORGANISER_EMAIL: 'me',
    };
    const complaint = () => readConfig({ ...wrong });
    for (const name of [...Object.keys(wrong), 'DATABASE_URL', 'PUBLIC_URL']) {
      expect(complaint).toThrow(name);
    }
    expect(complaint).not.toThrow('Mars');
  });

  it('read "false" as false', () => {
    const config = readConfig({ ...least, WEBHOOK_ALLOW_PRIVATE: 'false' });
    expect(config.webhooks.allowPrivate).toBe(false);
  });
});
