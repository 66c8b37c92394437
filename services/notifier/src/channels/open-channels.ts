import type { Config } from '../config.ts';
import type { Db } from '../db/schema.ts';
import { listTemplateRows } from '../db/templates.ts';
import { disableEndpoint } from '../db/webhook-endpoints.ts';
import { createOwnTemplates } from '../templates/own-templates.ts';
import { createEmailChannel } from './email.ts';
import { createFolderMailer } from './folder-mailer.ts';
import { createGuardedPost } from './guarded-post.ts';
import type { Mailbox } from './mailer.ts';
import { createSmtpMailer } from './smtp-mailer.ts';
import { createWebhookChannel } from './webhook.ts';
import { openWhatsAppProvider } from './whatsapp/settings.ts';
import { createWhatsAppChannel } from './whatsapp/whatsapp.ts';

export type ChannelDeps = {
  readonly config: Config;
  readonly db: Db;
  /** Organisers who asked to be told of each proof that waits. */
  readonly findOrganisers: () => Promise<readonly { name: string; email: string }[]>;
  readonly now: () => Date;
};

/** Every way to reach somebody that the settings give, and what else sends by them. */
export function openChannels({ config, db, findOrganisers, now }: ChannelDeps) {
  const { mail, templates: settings } = config;
  const guarded = createGuardedPost(config.webhooks);
  const webhook = createWebhookChannel({
    post: guarded.post,
    disable: (endpointId) => disableEndpoint(db, endpointId),
    now,
  });

  /** The address of the settings first, and nobody twice. */
  async function organisers(): Promise<Mailbox[]> {
    const { organiserEmail: address } = mail;
    const first = address === undefined ? [] : [{ name: settings.organizationName, address }];
    const others = (await findOrganisers())
      .map(({ name, email }) => ({ name, address: email }))
      .filter((other) => other.address.toLowerCase() !== address?.toLowerCase());
    return [...first, ...others];
  }

  const templates = createOwnTemplates(() => listTemplateRows(db));
  const mailer = mail.smtpUrl ? createSmtpMailer(mail.smtpUrl) : createFolderMailer(mail.folder);
  const { from, maxPerSecond } = mail;
  const email = createEmailChannel({
    ...{ mailer, from, maxPerSecond, templates, settings },
    findOrganisers: organisers,
  });
  const provider = openWhatsAppProvider(config.whatsapp, settings.publicUrl);
  const whatsapp = provider && {
    ...{ provider, templates, settings },
    maxPerSecond: config.whatsapp.WHATSAPP_PER_SECOND,
  };
  /** One line a channel. */
  const personal = [email, ...(whatsapp ? [createWhatsAppChannel(whatsapp)] : [])];

  return {
    channels: [...personal, webhook],
    personalNames: personal.map(({ name }) => name),
    mailer,
    provider,
    guarded,
  };
}
