import {
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  useActionData,
  useLoaderData,
} from 'react-router';
import { formKey } from '../../server/form-key.ts';
import { unwrap } from '../../server/unwrap.ts';
import { keepWhenLost } from '../forms/keep-when-lost.ts';
import { useText } from '../i18n/use-text.ts';
import { ItemForm } from '../items/item-form.tsx';
import type { ItemOutcome } from '../items/item-outcome.ts';
import { newItemValues, toItemRequest, toItemValues } from '../items/item-values.ts';
import { again, takeItemForm } from '../items/take-item-form.ts';
import { organiserOf, sealOf } from '../server/organiser.ts';
import { succeed } from '../server/outcome.ts';
import { AdminPage } from '../shell/admin-page.tsx';

/** A copy of an item is another form than a new one. */
const formOf = (url: URL) => {
  const from = url.searchParams.get('from');
  return { from, name: from ? `item-from-${from.replace(/[^\w-]/g, '').slice(0, 40)}` : 'item' };
};

export async function loader(args: LoaderFunctionArgs) {
  const { api, exchange } = organiserOf(args);
  const { from, name } = formOf(args.url);
  const copied = from ? unwrap(await api.items.find(from)) : undefined;
  return {
    copiedTitle: copied?.title ?? null,
    initial: copied ? { ...toItemValues(copied, exchange.site.timeZone), slug: '' } : newItemValues,
    key: formKey(exchange, name),
    // Only for the preview's countdown.
    serverTime: copied?.serverTime ?? new Date().toISOString(),
  };
}

export async function action(args: ActionFunctionArgs) {
  const organiser = organiserOf(args);
  const { api, exchange } = organiser;
  const { outcome, taken } = await takeItemForm(organiser, args.request);
  if (!taken) return outcome;

  const { form, values, deed } = taken;
  const status = deed === 'save-open' ? 'OPEN' : 'DRAFT';
  const body = { ...toItemRequest(values, exchange.site.timeZone), status };
  const answer = await api.items.create(body, sealOf(form));
  if (!answer.ok) return again({ values, problem: answer.problem });
  return succeed(exchange, {
    to: `/admin/items/${answer.data.id}`,
    done: 'items.created',
    form: formOf(args.url).name,
  });
}

export const clientAction = keepWhenLost;

export default function NewItemPage() {
  const t = useText();
  const { initial, copiedTitle, key, serverTime } = useLoaderData<typeof loader>();
  const outcome = useActionData() as ItemOutcome | undefined;
  const title = copiedTitle ? t('items.copyOf', { title: copiedTitle }) : '';
  return (
    <AdminPage title={t('items.newTitle')} isWide>
      <ItemForm
        key={key}
        initial={{ ...initial, title }}
        serverTime={serverTime}
        formKey={key}
        outcome={outcome}
      />
    </AdminPage>
  );
}
