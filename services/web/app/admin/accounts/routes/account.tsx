import { randomUUID } from 'node:crypto';
import type { OrganiserRole } from '@karcis/contracts';
import type { ReactNode } from 'react';
import {
  type ActionFunctionArgs,
  Form,
  Link,
  type LoaderFunctionArgs,
  useActionData,
  useLoaderData,
} from 'react-router';
import { unwrap } from '../../../server/unwrap.ts';
import { RefusalAlert } from '../../../shell/refusal-alert.tsx';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { ConfirmButton } from '../../../ui/confirm-button.tsx';
import { Field } from '../../../ui/field.tsx';
import { Icon } from '../../../ui/icon.tsx';
import { Input } from '../../../ui/input.tsx';
import { errorsByField } from '../../forms/errors-by-field.ts';
import { keepWhenLost } from '../../forms/keep-when-lost.ts';
import { Seal } from '../../forms/seal.tsx';
import { useText } from '../../i18n/use-text.ts';
import { organiserOf, sealOf } from '../../server/organiser.ts';
import { type Refused, refuse, succeed } from '../../server/outcome.ts';
import { AdminPage } from '../../shell/admin-page.tsx';
import { useFrame } from '../../shell/use-frame.ts';
import { RoleFields } from '../role-fields.tsx';
import { Section } from '../section.tsx';
import { statusTones } from '../status-tones.ts';

const LIST = '/admin/accounts';

export async function loader(args: LoaderFunctionArgs) {
  const { api } = organiserOf(args);
  // Sending a link, or taking an app off, may be wanted again later: each time the page is opened it is another deed.
  return { account: unwrap(await api.accounts.find(args.params['id'] ?? '')), key: randomUUID() };
}

export async function action(args: ActionFunctionArgs) {
  const { api, exchange } = organiserOf(args);
  const id = args.params['id'] ?? '';
  const form = await args.request.formData();
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const seal = sealOf(form);
  const deeds = {
    save: {
      run: () =>
        api.accounts.change(id, { name: text('name'), role: text('role') as OrganiserRole }, seal),
      done: 'accounts.changed',
    },
    disable: {
      run: () => api.accounts.change(id, { disabled: true }, seal),
      done: 'accounts.changed',
    },
    enable: {
      run: () => api.accounts.change(id, { disabled: false }, seal),
      done: 'accounts.changed',
    },
    link: { run: () => api.accounts.sendLink(id, seal), done: 'accounts.linkSent' },
    reset: { run: () => api.accounts.resetSecondFactor(id, seal), done: 'accounts.wasReset' },
    remove: { run: () => api.accounts.remove(id, seal), done: 'accounts.removed' },
  } as const;
  const name = text('deed') as keyof typeof deeds;
  const deed = deeds[name] ?? deeds.save;

  const answer = await deed.run();
  if (!answer.ok) return refuse(answer.problem);
  return succeed(exchange, { to: name === 'remove' ? LIST : `${LIST}/${id}`, done: deed.done });
}

export const clientAction = keepWhenLost;

export default function AccountPage() {
  const t = useText();
  const { account } = useLoaderData<typeof loader>();
  const { me } = useFrame();
  const outcome = useActionData() as Refused | undefined;
  const errors = errorsByField(outcome?.problem);
  const { id, name, email, role, status, secondFactor } = account;

  return (
    <AdminPage
      title={name}
      lead={
        <>
          <span className="break-all">{email}</span>{' '}
          <Badge tone={statusTones[status]}>{t(`accounts.statuses.${status}`)}</Badge>
        </>
      }
      actions={
        <Button asChild variant="outline" size="sm">
          <Link to={LIST}>
            <Icon name="arrowLeft" />
            {t('accounts.back')}
          </Link>
        </Button>
      }
    >
      {email === me.email && <p className="text-muted">{t('accounts.you')}</p>}
      {outcome && <RefusalAlert problem={outcome.problem} />}
      <Section title={t('accounts.role')}>
        <Form key={`${id} ${name} ${role}`} method="post" noValidate className="max-w-xl space-y-5">
          <Seal formKey={`change-account-${id}`} />
          <Field name="name" label={t('accounts.name')} error={errors['name']}>
            {(field) => <Input {...field} required maxLength={80} defaultValue={name} />}
          </Field>
          <RoleFields value={role} />
          <Button name="deed" value="save">
            {t('accounts.save')}
          </Button>
        </Form>
      </Section>
      <Section title={t('accounts.access')}>
        <div className="space-y-4">
          <Deed name="link" hint={t('accounts.sendLinkHint')}>
            <Button variant="outline">{t('accounts.sendLink')}</Button>
          </Deed>
          {secondFactor && (
            <Deed name="reset">
              <ConfirmButton
                variant="outline"
                title={t('accounts.resetTitle')}
                text={t('accounts.resetText')}
                confirm={t('accounts.reset')}
                cancel={t('shell.cancel')}
              >
                {t('accounts.reset')}
              </ConfirmButton>
            </Deed>
          )}
          {status === 'disabled' ? (
            <Deed name="enable">
              <Button variant="outline">{t('accounts.enable')}</Button>
            </Deed>
          ) : (
            <Deed name="disable">
              <ConfirmButton
                variant="danger"
                title={t('accounts.disableTitle')}
                text={t('accounts.disableText')}
                confirm={t('accounts.disable')}
                cancel={t('shell.cancel')}
              >
                {t('accounts.disable')}
              </ConfirmButton>
            </Deed>
          )}
          <Deed name="remove">
            <ConfirmButton
              variant="danger"
              title={t('accounts.removeTitle')}
              text={t('accounts.removeText')}
              confirm={t('accounts.remove')}
              cancel={t('shell.cancel')}
            >
              {t('accounts.remove')}
            </ConfirmButton>
          </Deed>
        </div>
      </Section>
    </AdminPage>
  );
}

/** One button and what it stands for. */
function Deed({
  name,
  hint,
  children,
}: {
  readonly name: string;
  readonly hint?: string;
  readonly children: ReactNode;
}) {
  const { key } = useLoaderData<typeof loader>();
  return (
    <Form method="post" className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <Seal formKey={`${name}-${key}`} />
      <input type="hidden" name="deed" value={name} />
      {children}
      {hint && <span className="text-sm text-muted">{hint}</span>}
    </Form>
  );
}
