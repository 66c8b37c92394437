import * as contracts from '@karcis/contracts';
import { type ProblemCode, problems } from '@karcis/contracts';
import { z } from 'zod';
import {
  type CreateDocumentOptions,
  type ZodOpenApiOperationObject,
  type ZodOpenApiResponsesObject,
  createDocument,
} from 'zod-openapi';
import type { Documented, Route } from './route.ts';

/** Schemas that the document names, because readers look for them. */
const named = {
  Item: contracts.Item,
  ItemSummary: contracts.ItemSummary,
  Availability: contracts.Availability,
  CreateItem: contracts.CreateItem,
  UpdateItem: contracts.UpdateItem,
  HoldRequest: contracts.HoldRequest,
  HeldBooking: contracts.HeldBooking,
  Booking: contracts.Booking,
  PublicBooking: contracts.PublicBooking,
  AdminBooking: contracts.AdminBooking,
  AdminBookingRow: contracts.AdminBookingRow,
  PaymentMethod: contracts.PaymentMethod,
  Payment: contracts.Payment,
  AdminPayment: contracts.AdminPayment,
  AdminPaymentMethod: contracts.AdminPaymentMethod,
  Delivery: contracts.Delivery,
  DeadLetter: contracts.DeadLetter,
  WebhookEndpoint: contracts.WebhookEndpoint,
  MessageTemplate: contracts.MessageTemplate,
  Stats: contracts.Stats,
  DoorTicket: contracts.DoorTicket,
  TicketKeySet: contracts.TicketKeySet,
  Me: contracts.Me,
  AccountMe: contracts.AccountMe,
  AccountBooking: contracts.AccountBooking,
  OrganiserAccount: contracts.OrganiserAccount,
  Problem: z
    .object({
      type: z.string().meta({ example: '/problems/sold-out' }),
      title: z.string(),
      status: z.int(),
      code: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]),
      detail: z.string().optional(),
      instance: z.string().optional(),
      errors: z
        .array(z.object({ pointer: z.string(), code: z.string(), detail: z.string() }))
        .optional(),
    })
    .meta({ description: 'RFC 9457 problem details' }),
};

const securitySchemes = {
  ownerToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'The ownerToken of the hold’s answer; its cookie does too, with X-CSRF-Token',
  },
  apiKey: { type: 'http', scheme: 'bearer', description: 'The organiser’s API key' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'karcis.session_token',
    description: 'The organiser’s session, with X-CSRF-Token on unsafe requests',
  },
  account: {
    type: 'apiKey',
    in: 'cookie',
    name: 'karcis_me.session_token',
    description:
      'A person’s session, with X-CSRF-Token on unsafe requests; it owns the bookings made in it',
  },
} as const;

const schemesOf: Record<Route['access'], readonly (keyof typeof securitySchemes)[]> = {
  public: [],
  owner: ['ownerToken'],
  account: ['account'],
  organiser: ['apiKey', 'session'],
};

/** The API's document (OpenAPI 3.1), out of the very schemas that requests are checked with. */
export function createApiDocument(routes: readonly Route[], title: string, publicUrl: URL) {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: describe(route) };
  }
  return createDocument(
    {
      openapi: '3.1.0',
      info: { title: `${title} API`, version: '1' },
      servers: [{ url: publicUrl.origin }],
      paths,
      components: { schemas: named, securitySchemes },
    },
    { allowEmptySchema: { transform: { output: true } }, override: describeTransform },
  );
}

/** The contracts only transform texts into texts. */
const describeTransform: NonNullable<CreateDocumentOptions['override']> = ({
  jsonSchema,
  zodSchema,
  io,
}) => {
  if (io === 'output' && zodSchema._zod.def.type === 'transform') jsonSchema.type = 'string';
};

function describe(route: Route): ZodOpenApiOperationObject {
  const { params, query, body, form, idempotent } = route;
  return {
    operationId: `${route.method} ${route.path}`,
    summary: route.summary,
    tags: [route.path.startsWith('/api/admin') ? 'Organiser' : 'Public'],
    security: schemesOf[route.access].map((scheme) => ({ [scheme]: [] })),
    requestParams: {
      ...(params && { path: params.schema as z.ZodObject }),
      ...(query && { query: query as z.ZodObject }),
      ...(idempotent && { header: z.object({ 'Idempotency-Key': z.string().min(16).max(255) }) }),
    },
    ...(body && { requestBody: { content: { 'application/json': { schema: body } } } }),
    ...(form && { requestBody: { content: { 'multipart/form-data': { schema: form } } } }),
    responses: { ...answersOf(route), ...problemsOf(route) },
  };
}

function answersOf({ answers, summary }: Route): ZodOpenApiResponsesObject {
  const toResponse = (documented: Documented) => {
    if (documented === null) return { description: summary };
    if (!('contentType' in documented)) {
      return { description: summary, content: { 'application/json': { schema: documented } } };
    }
    const { contentType, description } = documented;
    return { description, content: { [contentType]: { schema: { type: 'string' as const } } } };
  };
  return Object.fromEntries(
    Object.entries(answers).map(([status, documented]) => [status, toResponse(documented)]),
  );
}

/** One response a status, naming the codes that have it. */
function problemsOf(route: Route): ZodOpenApiResponsesObject {
  const byStatus = Map.groupBy(codesOf(route), (code) => problems[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.join(', '),
        content: { 'application/problem+json': { schema: named.Problem } },
      },
    ]),
  );
}

function codesOf({ access, params, query, body, form, idempotent, problems = [] }: Route) {
  const codes: ProblemCode[] = [
    ...problems,
    ...(params ? [params.otherwise] : []),
    ...(query || body || form ? (['validation-failed'] as const) : []),
    ...(body || form
      ? (['malformed-request', 'unsupported-media-type', 'payload-too-large'] as const)
      : []),
    ...(access === 'public' ? [] : (['unauthorized', 'forbidden', 'csrf-token-invalid'] as const)),
    ...(idempotent
      ? ([
          'idempotency-key-required',
          'request-in-progress',
          'idempotency-key-reused',
          'already-done',
        ] as const)
      : []),
    'rate-limited',
    'service-unavailable',
  ];
  return [...new Set(codes)];
}
