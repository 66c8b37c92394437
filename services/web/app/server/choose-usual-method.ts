import type { HeldBooking } from '@karcis/contracts';
import type { Exchange } from './exchange.ts';

/**
 * The first way to pay is what the next page shows as chosen. Where it decides the amount, it is recorded before that page is made, so
 * that nobody sees another amount first. No condition: the page records it too.
 */
export async function chooseUsualMethod(
  { api }: Exchange,
  { id, item, amount, ownerToken }: HeldBooking,
): Promise<void> {
  if (amount === 0) return;
  const methods = await api.listPaymentMethods(item.id);
  const [usual] = methods.ok ? methods.data.data : [];
  if (usual?.uniqueAmount) await api.selectMethodAs(ownerToken, id, usual.id);
}
