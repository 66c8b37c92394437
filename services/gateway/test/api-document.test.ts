import { describe, expect, it } from '@jest/globals';
import { problems } from '@karcis/contracts';
import { type Json, get } from './client.ts';
import { useWorld } from './world.ts';

const world = useWorld();

/** Everything that api.md lists, but what a later version brings. */
const CONTRACT = `
get /api/items
get /api/items/{id}
get /api/items/{id}/stream
get /api/items/{id}/payment-methods
post /api/bookings/hold
post /api/bookings/{id}/select-method
post /api/bookings/{id}/proof
post /api/bookings/{id}/cancel
post /api/bookings/{id}/checkout
post /api/webhooks/payments/{provider}
get /api/admin/payments
get /api/admin/payments/unmatched
post /api/admin/bookings/{id}/cancel
post /api/admin/bookings/{id}/refund
post /api/admin/erasures
get /api/bookings/{code}
get /api/bookings/{code}/stream
get /api/time
get /api/csrf
get /api/images/{id}
post /api/account/login-code
post /api/account/login
post /api/account/logout
get /api/account/me
get /api/account/bookings
post /api/admin/login
post /api/admin/login/second-factor
patch /api/admin/me
post /api/admin/set-password
post /api/admin/password
get /api/admin/sessions
post /api/admin/sessions/end-others
post /api/admin/second-factor
post /api/admin/second-factor/confirm
post /api/admin/second-factor/remove
get /api/admin/accounts
post /api/admin/accounts
get /api/admin/accounts/{id}
patch /api/admin/accounts/{id}
delete /api/admin/accounts/{id}
post /api/admin/accounts/{id}/invite
post /api/admin/accounts/{id}/reset-second-factor
post /api/admin/logout
get /api/admin/me
get /api/admin/items
post /api/admin/items
get /api/admin/items/{id}
patch /api/admin/items/{id}
post /api/admin/items/{id}/open
post /api/admin/items/{id}/close
post /api/admin/images
get /api/admin/payment-methods
post /api/admin/payment-methods
patch /api/admin/payment-methods/{id}
delete /api/admin/payment-methods/{id}
get /api/admin/bookings
get /api/admin/bookings/{id}
post /api/admin/bookings/{id}/approve
post /api/admin/bookings/{id}/reject
get /api/admin/bookings.csv
get /api/admin/proofs/{id}/file
get /api/admin/proofs/{id}/preview
get /api/admin/stats
post /api/admin/statements
get /api/admin/transfers
post /api/admin/transfers/{id}/dismiss
post /api/admin/transfers/{id}/restore
get /api/admin/notifications
post /api/admin/notifications/{id}/retry
get /api/admin/webhook-endpoints
post /api/admin/webhook-endpoints
delete /api/admin/webhook-endpoints/{id}
post /api/admin/webhook-endpoints/{id}/replay
get /api/admin/templates
get /api/admin/templates/{kind}/{channel}/{language}
put /api/admin/templates/{kind}/{channel}/{language}
post /api/admin/templates/{kind}/{channel}/{language}/preview
post /api/admin/templates/{kind}/{channel}/{language}/reset
post /api/bookings/{id}/resend
get /api/webhooks/messages/meta
post /api/webhooks/messages/{provider}
get /api/admin/dead-letters
post /api/admin/dead-letters/{id}/replay
get /api/bookings/{code}/ticket.pdf
get /api/bookings/{code}/ticket.svg
get /api/bookings/{code}/certificate.pdf
get /api/bookings/{code}/summary.pdf
get /api/bookings/{code}/calendar.ics
get /.well-known/jwks.json
post /api/admin/check-in
post /api/admin/check-in/undo
post /api/admin/check-in/sync
get /api/admin/items/{id}/tickets
`
  .trim()
  .split('\n')
  .toSorted();

async function theDocument() {
  const { json, headers } = await get(`${world.url}/api/openapi.json`);
  expect(headers.get('content-type')).toMatch(/^application\/json/);
  return json;
}

const operations = (document: Json): [string, Json][] =>
  Object.entries<Json>(document.paths).flatMap(([path, methods]) =>
    Object.entries<Json>(methods).map(([method, operation]): [string, Json] => [
      `${method} ${path}`,
      operation,
    ]),
  );

describe('the API’s document', () => {
  it('is OpenAPI 3.1 and lists what api.md lists', async () => {
    const document = await theDocument();
    expect(document.openapi).toBe('3.1.0');
    expect(
      operations(document)
        .map(([name]) => name)
        .toSorted(),
    ).toEqual(CONTRACT);
  });

  it('lists each route, and each route is one of it', async () => {
    const names = world.gateways[0]!.routes.map(
      ({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`,
    );
    expect(
      operations(await theDocument())
        .map(([name]) => name)
        .toSorted(),
    ).toEqual(names.toSorted());
    for (const name of names) {
      const [method, path] = name.split(' ') as [string, string];
      const answer = await fetch(world.url + path.replaceAll(/\{\w+\}/g, 'x'), {
        method: method.toUpperCase(),
      });
      expect([name, answer.status === 405]).toEqual([name, false]);
      await answer.body?.cancel();
    }
  });

  it('says of each route what it asks and answers', async () => {
    const document = await theDocument();
    const byName = new Map(operations(document));
    const hold = byName.get('post /api/bookings/hold');
    expect(hold.requestBody.content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/HoldRequest',
    });
    expect(hold.responses['201'].content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/HeldBooking',
    });
    expect(hold.responses['409'].description).toContain('sold-out');
    expect(hold.parameters).toContainEqual(
      expect.objectContaining({ name: 'Idempotency-Key', in: 'header', required: true }),
    );

    const list = byName.get('get /api/items');
    expect(list.parameters.map(({ name }: { name: string }) => name).toSorted()).toEqual([
      'cursor',
      'limit',
      'q',
      'status',
    ]);
    expect(byName.get('post /api/bookings/{id}/proof').requestBody.content).toHaveProperty([
      'multipart/form-data',
    ]);
    expect(byName.get('get /api/admin/stats').security).toEqual([{ apiKey: [] }, { session: [] }]);
    expect(document.components.schemas.Problem.properties.code.enum).toEqual(Object.keys(problems));
  });

  it('refers to nothing that it does not have', async () => {
    const document = await theDocument();
    const refs = [
      ...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g),
    ];
    expect(refs.length).toBeGreaterThan(20);
    for (const [, name] of refs) expect(document.components.schemas).toHaveProperty([name!]);
  });
});

describe('the API’s page', () => {
  it('is what / leads to while there are no pages', async () => {
    const root = await get(`${world.url}/`);
    expect([root.status, root.headers.get('location')]).toEqual([302, '/api/docs']);
  });

  it('comes from here, with nothing inline', async () => {
    const page = await get(`${world.url}/api/docs`);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(page.text).not.toMatch(/<script>|<style>|https?:\/\//);
    for (const [, path] of page.text.matchAll(/(?:src|href)="([^"]+)"/g)) {
      const file = await get(world.url + path);
      expect([path, file.status]).toEqual([path, 200]);
      expect(file.headers.get('content-type')).toMatch(/javascript|css/);
    }
  });

  it('serves no other file of its package', async () => {
    for (const file of ['package.json', 'index.html', '../package.json', '..%2fpackage.json']) {
      expect((await get(`${world.url}/api/docs/${file}`)).status).toBe(404);
    }
  });
});
