import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type SmtpServer, startSmtpServer } from '@karcis/testing';
import { createTransport } from 'nodemailer';

const letter = {
  from: 'shop@example.test',
  to: 'ana@example.test',
  bcc: 'copy@example.test',
  subject: 'Tiket – siap',
  text: 'Hello',
  html: '<b>Hello</b>',
  attachments: [{ filename: 'a.ics', content: 'BEGIN' }],
};

describe('the mail server', () => {
  let smtp: SmtpServer;
  beforeEach(async () => {
    smtp = await startSmtpServer();
  });
  afterEach(() => smtp.stop());

  it('keeps what it is sent, parsed, with the envelope', async () => {
    await createTransport(smtp.url).sendMail(letter);

    const [received] = smtp.received;
    expect(received).toMatchObject({
      from: 'shop@example.test',
      to: ['ana@example.test', 'copy@example.test'],
      mail: { subject: 'Tiket – siap', text: 'Hello\n' },
    });
    expect(received?.mail.attachments[0]?.filename).toBe('a.ics');
  });

  it('refuses while it is told to, for now or for ever', async () => {
    const send = () => createTransport(smtp.url).sendMail(letter);

    smtp.refuseWith({ code: 451, text: 'Try later' });
    await expect(send()).rejects.toMatchObject({ responseCode: 451 });
    smtp.refuseWith({ code: 550, text: 'No such user' });
    await expect(send()).rejects.toMatchObject({ responseCode: 550 });
    smtp.refuseWith(undefined);
    await send();

    expect(smtp.received).toHaveLength(1);
  });

  it('is as slow as it is told to be', async () => {
    smtp.answerAfter(2_000);

    const impatient = createTransport({ url: smtp.url, socketTimeout: 500 });
    await expect(impatient.sendMail(letter)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });
});

describe('the mail server with a login', () => {
  it('takes mail from who knows it only', async () => {
    const smtp = await startSmtpServer({ login: { user: 'shop', password: 'right' } });
    const wrong = createTransport(smtp.url.replace('right', 'wrong'));
    const nobody = createTransport(smtp.url.replace('shop:right@', ''));

    await createTransport(smtp.url).sendMail(letter);
    await expect(wrong.sendMail(letter)).rejects.toMatchObject({ responseCode: 535 });
    await expect(nobody.sendMail(letter)).rejects.toMatchObject({ responseCode: 530 });
    await smtp.stop();

    expect(smtp.received).toHaveLength(1);
  });
});
