import {
  MessageTemplate,
  PreviewTemplate,
  type RequestOf,
  type ResponseOf,
  ResetTemplate,
  SaveTemplate,
  TemplatePreview,
  TemplateRef,
  bookingCode,
  type saveTemplate,
  uuid,
} from '@karcis/contracts';
import { ProblemError, problem } from '@karcis/http';
import { z } from 'zod';
import type { Calls } from '../../../calls.ts';
import type { BookingViews } from '../../../queries/find-booking-view.ts';
import type { EffectReply, Once } from '../../once.ts';
import { type Route, defineRoute, ok } from '../../route.ts';
import { organiserScope } from './scope.ts';

export type TemplateRoutesDeps = {
  readonly calls: Pick<
    Calls,
    'listTemplates' | 'findTemplate' | 'saveTemplate' | 'resetTemplate' | 'previewTemplate'
  >;
  readonly views: Pick<BookingViews, 'find'>;
  readonly once: Once;
};

const PATH = '/api/admin/templates';
const ONE = `${PATH}/:kind/:channel/:language`;
const byRef = { schema: TemplateRef, otherwise: 'template-not-found' } as const;
/** Four thousand characters may be many bytes. */
const BODY_BYTES_MAX = 65_536;
const common = { access: 'organiser', params: byRef, bodyBytesMax: BODY_BYTES_MAX } as const;

type Saved = ResponseOf<typeof saveTemplate>;

const locationOf = ({ kind, channel, language }: RequestOf<typeof saveTemplate>['ref']) =>
  `${PATH}/${kind}/${channel}/${language}`;

/** What people are written: the texts, which an organiser may replace. */
export function templateRoutes({ calls, views, once }: TemplateRoutesDeps): Route[] {
  /** The booking that somebody named by id or code. */
  async function bookingIdOf(ref: string | undefined): Promise<string | undefined> {
    if (ref === undefined) return undefined;
    const id = uuid.safeParse(ref);
    if (id.success) return id.data;
    const code = bookingCode.safeParse(ref);
    const booking = code.success ? await views.find({ code: code.data }) : undefined;
    if (!booking) throw new ProblemError('booking-not-found');
    return booking.id;
  }

  function reply(saved: Saved): EffectReply {
    switch (saved.outcome) {
      case 'ok':
        return { ...ok(saved.template), location: locationOf(saved.template) };
      case 'validation-failed':
        return { problem: problem('validation-failed', { errors: saved.errors }) };
      default:
        return { problem: problem(saved.outcome) };
    }
  }

  return [
    defineRoute({
      method: 'get',
      path: PATH,
      summary: 'Lists the texts of all messages',
      access: 'organiser',
      alsoFor: ['reviewer'],
      answers: { 200: z.strictObject({ data: z.array(MessageTemplate) }) },
      handle: async () => ok(await calls.listTemplates({})),
    }),
    defineRoute({
      ...common,
      method: 'get',
      path: ONE,
      summary: 'One text, its version, and the variables it may have',
      alsoFor: ['reviewer'],
      answers: { 200: MessageTemplate },
      async handle({ params }) {
        const { template } = await calls.findTemplate(params);
        if (!template) throw new ProblemError('template-not-found');
        return ok(template);
      },
    }),
    defineRoute({
      ...common,
      method: 'put',
      path: ONE,
      summary: 'Replaces a text, if nobody else has changed it since',
      body: SaveTemplate,
      answers: { 200: MessageTemplate },
      problems: ['template-changed'],
      async handle({ params, body }) {
        return reply(await calls.saveTemplate({ ref: params, ...body }));
      },
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: `${ONE}/reset`,
      summary: 'Goes back to the text that Karcis came with',
      body: ResetTemplate,
      idempotent: true,
      answers: { 200: MessageTemplate },
      problems: ['template-changed'],
      handle: (ask) =>
        once.json(ask, organiserScope(ask), async () =>
          reply(await calls.resetTemplate({ ref: ask.params, ...ask.body })),
        ),
    }),
    defineRoute({
      ...common,
      method: 'post',
      path: `${ONE}/preview`,
      summary: 'Renders a text without sending it, for an example or for a booking',
      alsoFor: ['reviewer'],
      body: PreviewTemplate,
      idempotent: true,
      answers: { 200: TemplatePreview },
      problems: ['booking-not-found'],
      handle: (ask) =>
        once.json(ask, organiserScope(ask), async () => {
          const { content, booking } = ask.body;
          const bookingId = await bookingIdOf(booking);
          const rendered = await calls.previewTemplate({
            ref: ask.params,
            ...(content && { content }),
            ...(bookingId && { bookingId }),
          });
          if (rendered.outcome === 'ok') {
            return { ...ok(rendered.preview), location: locationOf(ask.params) };
          }
          if (rendered.outcome !== 'validation-failed') {
            return { problem: problem(rendered.outcome) };
          }
          return { problem: problem('validation-failed', { errors: rendered.errors }) };
        }),
    }),
  ];
}
