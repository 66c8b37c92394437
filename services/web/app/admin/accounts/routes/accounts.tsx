import type { OrganiserRole } from '@karcis/contracts';
import {
  type ActionFunctionArgs,
  Form,
  Link,
  type LoaderFunctionArgs,
  useActionData,
  useLoaderData,
} from 'react-router';
import { formKey } from '../../../server/form-key.ts';
import { unwrap } from '../../../server/unwrap.ts';
import { RefusalAlert } from '../../../shell/refusal-alert.tsx';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { Field } from '../../../ui/field.tsx';
import { Input } from '../../../ui/input.tsx';
import {
  Table,
  TableBody,
  TableCell,
  TableHead,
  TableHeader,
  TableRow,
} from '../../../ui/table.tsx';
import { errorsByField } from '../../forms/errors-by-field.ts';
import { keepWhenLost } from '../../forms/keep-when-lost.ts';
import { Seal } from '../../forms/seal.tsx';
import { useText } from '../../i18n/use-text.ts';
import { organiserOf, sealOf } from '../../server/organiser.ts';
import { type Refused, refuse, succeed } from '../../server/outcome.ts';
import { AdminPage } from '../../shell/admin-page.tsx';
import { NextPage } from '../../shell/next-page.tsx';
import { RoleFields } from '../role-fields.tsx';
import { Section } from '../section.tsx';
import { statusTones } from '../status-tones.ts';

const PATH = '/admin/accounts';
const FORM = 'invite';

export async function loader(args: LoaderFunctionArgs) {
  const { api, exchange } = organiserOf(args);
  const cursor = args.url.searchParams.get('cursor');
  const list = unwrap(await api.accounts.list({ limit: '50', ...(cursor && { cursor }) }));
  return { ...list, key: formKey(exchange, FORM) };
}

type Typed = { readonly name: string; readonly email: string; readonly role: OrganiserRole };

export async function action(args: ActionFunctionArgs) {
  const { api, exchange } = organiserOf(args);
  const form = await args.request.formData();
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const typed: Typed = {
    name: text('name'),
    email: text('email'),
    role: text('role') as OrganiserRole,
  };
  const answer = await api.accounts.invite(typed, sealOf(form));
  if (!answer.ok) return refuse(answer.problem, typed);
  return succeed(exchange, { to: PATH, done: 'accounts.invited', form: FORM });
}

export const clientAction = keepWhenLost;

export default function AccountsPage() {
  const t = useText();
  const { data, nextCursor } = useLoaderData<typeof loader>();
  return (
    <AdminPage title={t('accounts.title')} lead={t('accounts.lead')}>
      <Table>
        <TableHeader>
          <TableRow>
            <TableHead>{t('accounts.name')}</TableHead>
            <TableHead>{t('accounts.role')}</TableHead>
            <TableHead>{t('accounts.status')}</TableHead>
            <TableHead>{t('accounts.secondFactor')}</TableHead>
            <TableHead>
              <span className="sr-only">{t('accounts.manage')}</span>
            </TableHead>
          </TableRow>
        </TableHeader>
        <TableBody>
          {data.map((account) => (
            <TableRow key={account.id}>
              <TableCell>
                <span className="block font-semibold">{account.name}</span>
                <span className="block text-sm break-all text-muted">{account.email}</span>
              </TableCell>
              <TableCell label={t('accounts.role')}>
                {t(`accounts.roles.${account.role}`)}
              </TableCell>
              <TableCell label={t('accounts.status')}>
                <Badge tone={statusTones[account.status]}>
                  {t(`accounts.statuses.${account.status}`)}
                </Badge>
              </TableCell>
              <TableCell label={t('accounts.secondFactor')}>
                {t(account.secondFactor ? 'accounts.on' : 'accounts.off')}
              </TableCell>
              <TableCell>
                <Button asChild variant="outline" size="sm">
                  <Link to={`${PATH}/${account.id}`}>
                    {t('accounts.manage')}
                    <span className="sr-only">: {account.name}</span>
                  </Link>
                </Button>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      <NextPage cursor={nextCursor} />
      <Invite />
    </AdminPage>
  );
}

function Invite() {
  const t = useText();
  const { key } = useLoaderData<typeof loader>();
  const outcome = useActionData() as Refused<Typed> | undefined;
  const errors = errorsByField(outcome?.problem);
  const { name, email, role } = outcome?.values ?? {};
  return (
    <Section title={t('accounts.invite')}>
      <p className="text-muted">{t('accounts.inviteText')}</p>
      {outcome && <RefusalAlert problem={outcome.problem} />}
      <Form method="post" noValidate className="max-w-xl space-y-5">
        <Seal formKey={key} />
        <Field name="name" label={t('accounts.name')} error={errors['name']}>
          {(field) => <Input {...field} required maxLength={80} defaultValue={name} />}
        </Field>
        <Field name="email" label={t('accounts.email')} error={errors['email']}>
          {(field) => <Input {...field} type="email" required defaultValue={email} />}
        </Field>
        <RoleFields {...(role && { value: role })} />
        <Button>{t('accounts.inviteSend')}</Button>
      </Form>
    </Section>
  );
}
