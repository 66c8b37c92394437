import {
  type ActionFunctionArgs,
  Link,
  type LoaderFunctionArgs,
  useActionData,
  useLoaderData,
} from 'react-router';
import { unwrap } from '../../server/unwrap.ts';
import { useShell } from '../../shell/site.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ShareButton } from '../../ui/share-button.tsx';
import { keepWhenLost } from '../forms/keep-when-lost.ts';
import { useText } from '../i18n/use-text.ts';
import { ItemForm } from '../items/item-form.tsx';
import type { ItemOutcome } from '../items/item-outcome.ts';
import { type ItemValues, changesOf, toItemValues } from '../items/item-values.ts';
import { StatusPanel } from '../items/status-panel.tsx';
import { again, takeItemForm } from '../items/take-item-form.ts';
import { organiserOf, sealOf } from '../server/organiser.ts';
import { succeed } from '../server/outcome.ts';
import { AdminPage } from '../shell/admin-page.tsx';

export async function loader(args: LoaderFunctionArgs) {
  const { api } = organiserOf(args);
  return { item: unwrap(await api.items.find(args.params['id'] ?? '')) };
}

export async function action(args: ActionFunctionArgs) {
  const organiser = organiserOf(args);
  const { api, exchange } = organiser;
  const id = args.params['id'] ?? '';
  const { outcome, taken } = await takeItemForm(organiser, args.request);
  if (!taken) return outcome;

  const { form, values, deed } = taken;
  const sealed = sealOf(form);
  const to = `/admin/items/${id}`;
  if (deed === 'open' || deed === 'close') {
    const answer = await api.items[deed](id, sealed);
    if (!answer.ok) return again({ problem: answer.problem });
    return succeed(exchange, { to, done: deed === 'open' ? 'items.opened' : 'items.closed' });
  }
  const changes = changesOf(values, beforeOf(form, values), exchange.site.timeZone);
  const answer = await api.items.change(id, changes, sealed);
  if (!answer.ok) return again({ values, problem: answer.problem });
  return succeed(exchange, { to, done: 'items.saved' });
}

export const clientAction = keepWhenLost;

/** The values that the form began with. It is the organiser's own browser that says so, and the API checks what comes of it. */
function beforeOf(form: FormData, values: ItemValues): ItemValues {
  const text = form.get('before');
  return typeof text === 'string' ? (JSON.parse(text) as ItemValues) : values;
}

export default function EditItemPage() {
  const t = useText();
  const { site } = useShell();
  const { item } = useLoaderData<typeof loader>();
  const outcome = useActionData() as ItemOutcome | undefined;
  const values = toItemValues(item, site.timeZone);
  const actions = (
    <>
      {item.status !== 'DRAFT' && (
        <>
          <Button asChild variant="outline" size="sm">
            <a href={item.url} target="_blank" rel="noreferrer">
              <Icon name="external" />
              {t('items.view')}
            </a>
          </Button>
          <ShareButton title={item.title} path={item.url} label={t('items.share')} size="sm" />
        </>
      )}
      <Button asChild variant="outline" size="sm">
        <Link to={`/admin/items/new?from=${item.id}`}>
          <Icon name="copy" />
          {t('items.copy')}
        </Link>
      </Button>
    </>
  );
  return (
    <AdminPage title={item.title} actions={actions} isWide>
      <ItemForm
        // What was saved is where the next change begins; opening and closing leave what is being typed.
        key={JSON.stringify(values)}
        initial={values}
        item={item}
        serverTime={item.serverTime}
        formKey={`item-${item.id}`}
        outcome={outcome}
        aside={<StatusPanel item={item} />}
      />
    </AdminPage>
  );
}
