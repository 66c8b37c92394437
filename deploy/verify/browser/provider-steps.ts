import { createGuest } from '../demo/people.ts';
import type { ProviderWorld } from './use-provider-world.ts';
import { holdPlace } from './steps.ts';
import type { World } from './world.ts';

type Page = Awaited<ReturnType<World['visitor']>>;

export const NAMES = { midtrans: 'Midtrans', xendit: 'Xendit', stripe: 'Stripe' } as const;
export type Provider = keyof typeof NAMES;

/** Chooses the provider on the payment page, and is on its page then. */
export async function goToProvider(world: ProviderWorld, page: Page, provider: Provider) {
  await page.getByLabel(NAMES[provider], { exact: true }).check();
  await page.getByRole('button', { name: `Bayar lewat ${NAMES[provider]}` }).click();
  await page.waitForURL(`${world.servers.providers[provider].url}/pay/**`);
}

/** From an item's page to a provider's. Returns the booking's code. */
export async function toProvider(
  world: ProviderWorld,
  page: Page,
  itemUrl: string,
  provider: Provider,
): Promise<string> {
  const code = await holdPlace(page, itemUrl, 'Siti Aminah');
  await goToProvider(world, page, provider);
  return code;
}

/** Presses the button of the provider's page, and is back on the status page then. */
export async function payThere(world: ProviderWorld, page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Pay' }).click();
  await page.waitForURL(`${world.url}/b/**`);
}

/** The booking as its organiser sees it. */
export async function inspect({ stack }: ProviderWorld, code: string) {
  const { id } = (await stack.api('GET', `/api/bookings/${code}`)).json as { id: string };
  return stack.organiser.inspect(id);
}

/** A place that is held for 5 s, and for its checkout's seconds once that is open. */
const shortItem = ({ stack }: ProviderWorld, title: string) =>
  stack.organiser.createItem({ title, capacity: 1, holdTtlSeconds: 5 });

/** Somebody else takes the place, for longer than any money can be under way. */
export async function takePlace({ stack }: ProviderWorld, { id }: { readonly id: string }) {
  await stack.api('PATCH', `/api/admin/items/${id}`, {
    token: stack.organiser.apiKey,
    body: { holdTtlSeconds: 900 },
  });
  await createGuest(stack.story, 'Budi Santoso').hold(id);
}

/** Opens the checkout of a short hold at once, since filling in a form may take as long as the hold. */
export async function openShort(
  world: ProviderWorld,
  page: Page,
  title: string,
  provider: Provider,
) {
  const item = await shortItem(world, title);
  const { stack } = world;
  const held = await createGuest(stack.story, 'Siti Aminah').hold(item.id);
  const { json } = await stack.api('GET', `/api/items/${item.id}/payment-methods`);
  const { data } = json as { data: { id: string; provider: string | null }[] };
  const methodId = data.find((one) => one.provider === provider)?.id;
  const answer = await stack.api('POST', `/api/bookings/${held.id}/checkout`, {
    token: held.ownerToken,
    body: { methodId },
  });
  await page
    .context()
    .addCookies([{ name: `karcis_owner_${held.code}`, value: held.ownerToken, url: world.url }]);
  return { item, held, address: (answer.json as { redirectUrl: string }).redirectUrl };
}
