import { describe, expect, it } from '@jest/globals';
import {
  findTemplate,
  listTemplates,
  type MessageTemplate,
  previewTemplate,
  resetTemplate,
  saveTemplate,
  type TemplateContent,
} from '@karcis/contracts';
import { until } from '@karcis/testing';
import { useNotifier } from './use-notifier.ts';

const world = useNotifier();
const ref = { kind: 'hold-made', channel: 'email', language: 'id' } as const;
const words = { subject: 'Halo dari {{title}}', body: 'Hai {{name}},\n\nbayar {{price}} ya.' };

const save = (version: number, content: TemplateContent = words) =>
  world.ask(saveTemplate, { ref, version, content });
const errorsOf = async (content: TemplateContent, at: Partial<MessageTemplate> = {}) => {
  const answer = await world.ask(saveTemplate, { ref: { ...ref, ...at }, version: 0, content });
  return answer.outcome === 'validation-failed' ? answer.errors : [];
};
const previewed = async (request: { content?: TemplateContent; bookingId?: string } = {}) => {
  const answer = await world.ask(previewTemplate, { ref, ...request });
  if (answer.outcome !== 'ok' || !('html' in answer.preview)) throw new Error(answer.outcome);
  return answer.preview;
};

describe('the texts', () => {
  it('are ours at first, with the variables that each kind knows', async () => {
    await world.start();
    const { data } = await world.ask(listTemplates, {});
    expect(data).toHaveLength(11 * 4 - 2);
    expect(data.every(({ isDefault, version }) => isDefault && version === 0)).toBe(true);
    const { template } = await world.ask(findTemplate, ref);
    expect(template?.content).toMatchObject({
      subject: 'Tempat Anda kami simpan: {{title}}',
      body: expect.stringContaining('kami simpan sampai {{deadline}}.\n\n'),
    });
    expect(template?.variables.map(({ name }) => name)).toContain('deadline');
  });

  it('may all be saved as they are', async () => {
    await world.start();
    const { data } = await world.ask(listTemplates, {});
    for (const { kind, channel, language, version, content } of data) {
      const answer = await world.ask(saveTemplate, {
        ...{ ref: { kind, channel, language }, version, content },
      });
      expect([kind, channel, answer.outcome]).toEqual([kind, channel, 'ok']);
    }
  });

  it('of the organiser go out, escaped, with their button and details', async () => {
    await world.start();
    await save(0);
    const email = 'own-words@example.org';
    const id = world.booking.has({ email, name: '<b>Siti</b> {{price}}' });
    await world.booking.announceHeld(id);
    const { mail } = await until(() => world.mailsTo(email)[0], { what: 'the mail' });
    expect(mail.subject).toBe('Halo dari Kelas Keramik');
    expect(mail.text).toContain('Hai <b>Siti</b> {{price}},\n\nbayar Rp300.000 ya.');
    expect(mail.html).toContain('<p>Hai &lt;b&gt;Siti&lt;/b&gt; {{price}},</p>');
    expect(mail.text).toContain('https://karcis.example/b/K7QM2XVD9HTA');
    expect(mail.text).toContain('Kode: K7QM-2XVD-9HTA');
  });

  it('go back to ours', async () => {
    await world.start();
    await save(0);
    const answer = await world.ask(resetTemplate, { ref, version: 1 });
    expect(answer).toMatchObject({ outcome: 'ok', template: { isDefault: true, version: 2 } });
    expect((await previewed()).subject).toBe('Tempat Anda kami simpan: Kelas Keramik');
  });
});

describe('two organisers at one text', () => {
  it('do not overwrite each other', async () => {
    await world.start();
    const both = await Promise.all([save(0), save(0, { ...words, subject: 'Lain' })]);
    expect(both.map(({ outcome }) => outcome).sort()).toEqual(['ok', 'template-changed']);
    expect(await save(0)).toEqual({ outcome: 'template-changed' });
    expect(await save(1)).toMatchObject({ outcome: 'ok', template: { version: 2 } });
  });

  it('see a reset as a change', async () => {
    await world.start();
    await save(0);
    await world.ask(resetTemplate, { ref, version: 1 });
    expect(await save(1)).toEqual({ outcome: 'template-changed' });
  });
});

describe('a text that cannot be sent', () => {
  it('names each unknown variable, where it is, and which there are', async () => {
    await world.start();
    const errors = await errorsOf({ subject: '{{titel}}', body: '{{name}} {{ nama }} {{reason}}' });
    expect(errors.map(({ pointer, code }) => [pointer, code])).toEqual([
      ['/content/subject', 'unknown-variable'],
      ['/content/body', 'unknown-variable'],
      ['/content/body', 'unknown-variable'],
    ]);
    expect(errors[0]?.detail.en).toMatch(/“titel” is no variable\. There are: name, title, /);
    expect(errors[2]?.detail.en).toContain('“reason”');
  });

  it.each(['{{', '}} {{name}}', '{{name}} {{title', '{{na{me}}'])(
    'has braces that match: %s',
    async (body) => {
      await world.start();
      const codes = (await errorsOf({ subject: 'x', body })).map(({ code }) => code);
      expect(codes).toContain('malformed-placeholder');
    },
  );

  it('is for its own channel', async () => {
    await world.start();
    expect(await errorsOf({ template: 'karcis_x', parameters: [] })).toMatchObject([
      { pointer: '/content', code: 'other-channel' },
    ]);
    const whatsapp = { channel: 'whatsapp' } as const;
    expect(await errorsOf(words, whatsapp)).toMatchObject([{ code: 'other-channel' }]);
    const unknown = { template: 'karcis_x', parameters: ['name', 'nama'] };
    expect(await errorsOf(unknown, whatsapp)).toMatchObject([
      { pointer: '/content/parameters/1', code: 'unknown-variable' },
    ]);
  });

  it('is none: of a kind that this channel does not have', async () => {
    await world.start();
    const nowhere = { kind: 'new-proof-waiting', channel: 'whatsapp', language: 'id' } as const;
    expect(await world.ask(findTemplate, nowhere)).toEqual({ template: null });
    const answer = await world.ask(saveTemplate, { ref: nowhere, version: 0, content: words });
    expect(answer).toEqual({ outcome: 'template-not-found' });
  });
});

describe('a preview', () => {
  it('shows what is being written, with an example or with a booking', async () => {
    await world.start();
    const content = { subject: '{{code}}', body: '{{name}}' };
    expect(await previewed({ content })).toMatchObject({ subject: 'K7QM-2XVD-9HTA' });
    const bookingId = world.booking.has({ name: 'Budi Santoso' });
    expect((await previewed({ content, bookingId })).text).toContain('Budi Santoso');
    const unknown = '00000000-0000-4000-8000-000000000000';
    const answer = await world.ask(previewTemplate, { ref, bookingId: unknown });
    expect(answer).toEqual({ outcome: 'booking-not-found' });
  });

  it('shows what would fill the places of a WhatsApp template', async () => {
    await world.start();
    const answer = await world.ask(previewTemplate, { ref: { ...ref, channel: 'whatsapp' } });
    expect(answer).toMatchObject({
      outcome: 'ok',
      preview: {
        template: 'karcis_hold_made',
        language: 'id',
        parameters: [{ name: 'name', value: 'Siti Aminah' }, { name: 'title' }, {}, {}],
      },
    });
  });
});
