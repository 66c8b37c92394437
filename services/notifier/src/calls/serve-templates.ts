import * as contracts from '@karcis/contracts';
import type { RequestOf, ResponseOf } from '@karcis/contracts';
import { each, type NatsConnection, serve, type Server } from '@karcis/messaging';
import type { Logger } from '@karcis/telemetry';
import type { Db } from '../db/schema.ts';
import { type Change, changeTemplate } from '../db/templates.ts';
import {
  findTemplate,
  isTemplateRef,
  listTemplates,
  previewOf,
  type TemplateView,
} from '../queries/templates.ts';
import { checkTemplate } from '../templates/check-template.ts';
import { exampleRecipient } from '../templates/example-recipient.ts';
import type { Recipient } from '../templates/facts.ts';

export type TemplateCallDeps = {
  readonly nc: NatsConnection;
  readonly db: Db;
  readonly log: Logger;
  readonly view: TemplateView;
  /** Whether the WhatsApp provider could have a template of this name. */
  readonly isTemplate: (template: string) => boolean;
  readonly findRecipient: (bookingId: string) => Promise<Recipient | null>;
};

type Saved = ResponseOf<typeof contracts.saveTemplate>;

/** The organiser's door to the texts. */
export function serveTemplates(deps: TemplateCallDeps): Server[] {
  const { nc, db, log, view, isTemplate, findRecipient } = deps;
  const serving = { queue: 'notifier', maxInFlight: 2, maxItems: 256, log };

  async function change(wanted: Change): Promise<Saved> {
    const { ref, content } = wanted;
    if (!isTemplateRef(ref)) return { outcome: 'template-not-found' };
    const errors = content ? checkTemplate(ref, content, isTemplate) : [];
    if (errors.length > 0) return { outcome: 'validation-failed', errors };
    const isChanged = await changeTemplate(db, wanted);
    const template = await findTemplate(db, ref, view);
    if (!isChanged || !template) return { outcome: 'template-changed' };
    return { outcome: 'ok', template };
  }

  async function preview(
    request: RequestOf<typeof contracts.previewTemplate>,
  ): Promise<ResponseOf<typeof contracts.previewTemplate>> {
    const { ref, content, bookingId } = request;
    const saved = await findTemplate(db, ref, view);
    if (!saved) return { outcome: 'template-not-found' };
    const errors = content ? checkTemplate(ref, content, isTemplate) : [];
    if (errors.length > 0) return { outcome: 'validation-failed', errors };

    const recipient = bookingId
      ? await findRecipient(bookingId)
      : exampleRecipient(ref.kind, ref.language, view.now());
    if (!recipient) return { outcome: 'booking-not-found' };
    const shown = content ?? (saved.isDefault ? undefined : saved.content);
    return { outcome: 'ok', preview: previewOf(ref, shown, recipient, view) };
  }

  return [
    serve(
      nc,
      contracts.listTemplates,
      each(async () => ({ data: await listTemplates(db, view) })),
      serving,
    ),
    serve(
      nc,
      contracts.findTemplate,
      each(async (ref) => ({ template: (await findTemplate(db, ref, view)) ?? null })),
      serving,
    ),
    serve(nc, contracts.saveTemplate, each(change), serving),
    serve(
      nc,
      contracts.resetTemplate,
      each(({ ref, version }) => change({ ref, version, content: null })),
      serving,
    ),
    serve(nc, contracts.previewTemplate, each(preview), serving),
  ];
}
