import {
  type ActionFunctionArgs,
  Form,
  type LoaderFunctionArgs,
  data,
  useActionData,
  useLoaderData,
} from 'react-router';
import { unwrap } from '../../../server/unwrap.ts';
import { RefusalAlert } from '../../../shell/refusal-alert.tsx';
import { useFormat } from '../../../shell/site.ts';
import { Alert } from '../../../ui/alert.tsx';
import { Badge } from '../../../ui/badge.tsx';
import { Button } from '../../../ui/button.tsx';
import { Field } from '../../../ui/field.tsx';
import { Input } from '../../../ui/input.tsx';
import { errorsByField } from '../../forms/errors-by-field.ts';
import { keepWhenLost } from '../../forms/keep-when-lost.ts';
import { Seal } from '../../forms/seal.tsx';
import { useText } from '../../i18n/use-text.ts';
import { describeDevice } from '../../server/describe-device.ts';
import { organiserOf } from '../../server/organiser.ts';
import { refuse, succeed } from '../../server/outcome.ts';
import { AdminPage } from '../../shell/admin-page.tsx';
import { useFrame } from '../../shell/use-frame.ts';
import { type FactorOutcome, SecondFactor } from '../second-factor.tsx';
import { Section } from '../section.tsx';

const PATH = '/admin/security';

export async function loader(args: LoaderFunctionArgs) {
  const { api } = organiserOf(args);
  const { data: sessions } = unwrap(await api.security.listSessions());
  return {
    sessions: sessions.map(({ userAgent, ...session }) => ({
      ...session,
      device: describeDevice(userAgent),
    })),
  };
}

/** Which form was sent is told by its button; each answers for itself. */
export async function action(args: ActionFunctionArgs) {
  const { api, exchange } = organiserOf(args);
  const form = await args.request.formData();
  const text = (name: string) => String(form.get(name) ?? '');
  const token = text('csrfToken');
  const deed = text('deed');

  if (deed === 'offer') {
    const answer = await api.security.offer(text('password'), token);
    if (!answer.ok) return refuse<Values>(answer.problem, { deed });
    return shown({ offer: { ...answer.data, qr: await exchange.drawQr(answer.data.url) } });
  }
  if (deed === 'confirm') {
    const answer = await api.security.confirm(text('code'), token);
    if (answer.ok) return shown({ recoveryCodes: answer.data.recoveryCodes });
    const { secret, url } = { secret: text('secret'), url: text('url') };
    const offer = { secret, url, qr: await exchange.drawQr(url) };
    const problem = answer.problem;
    return data<FactorOutcome>({ problem, values: { deed }, offer }, { status: answer.status });
  }
  const deeds = {
    password: {
      run: () => api.security.changePassword(text('password'), text('newPassword'), token),
      done: 'security.passwordChanged',
    },
    takeOff: {
      run: () => api.security.removeSecondFactor(text('password'), token),
      done: 'security.takenOff',
    },
    endOthers: { run: () => api.security.endOthers(token), done: 'security.othersEnded' },
    notify: {
      run: () => api.security.notify(text('notify') === 'true', token),
      done: 'security.notifyChanged',
    },
  } as const;
  const { run, done } = deeds[deed as keyof typeof deeds] ?? deeds.endOthers;
  const answer = await run();
  return answer.ok
    ? succeed(exchange, { to: PATH, done })
    : refuse<Values>(answer.problem, { deed });
}

type Values = { readonly deed: string };

/** Secrets that are shown once: in this answer, and in no store of a browser. */
const shown = (outcome: FactorOutcome) =>
  data(outcome, { headers: { 'Cache-Control': 'no-store' } });

export const clientAction = keepWhenLost;

export default function SecurityPage() {
  const t = useText();
  const { me } = useFrame();
  const outcome = useActionData() as FactorOutcome | undefined;
  const problemOf = (...deeds: readonly string[]) =>
    outcome?.values && deeds.includes(outcome.values.deed) ? outcome.problem : undefined;

  return (
    <AdminPage title={t('security.title')} lead={t('security.lead')}>
      {me.secondFactorRequired && !outcome?.recoveryCodes && (
        <Alert tone="wait">{t('security.mustEnrol')}</Alert>
      )}
      {outcome?.problem && !outcome.values && <RefusalAlert problem={outcome.problem} />}
      <SecondFactor outcome={outcome} problem={problemOf('offer', 'confirm', 'takeOff')} />
      <ChangePassword problem={problemOf('password')} />
      <Sessions />
      {me.role !== 'door' && !me.secondFactorRequired && <Notify />}
    </AdminPage>
  );
}

function ChangePassword({ problem }: { readonly problem: FactorOutcome['problem'] }) {
  const t = useText();
  const { me } = useFrame();
  const errors = errorsByField(problem);
  return (
    <Section title={t('security.password')}>
      {problem && (
        <RefusalAlert problem={problem} {...(problem.errors && { text: t('security.fix') })} />
      )}
      <Form method="post" noValidate className="max-w-md space-y-5">
        <Seal formKey="change-password-x" />
        <input type="hidden" name="username" autoComplete="username" value={me.email ?? ''} />
        <Field name="password" label={t('security.current')} error={errors['password']}>
          {(field) => <Input {...field} type="password" autoComplete="current-password" required />}
        </Field>
        <Field
          name="newPassword"
          label={t('security.next')}
          hint={t('security.nextHint')}
          error={errors['newPassword']}
        >
          {(field) => (
            <Input {...field} type="password" autoComplete="new-password" required minLength={10} />
          )}
        </Field>
        <Button name="deed" value="password">
          {t('security.change')}
        </Button>
      </Form>
    </Section>
  );
}

function Sessions() {
  const t = useText();
  const format = useFormat();
  const { sessions } = useLoaderData<typeof loader>();
  return (
    <Section title={t('security.sessions')}>
      <ul className="divide-y divide-line">
        {sessions.map(({ id, device, createdAt, current }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 py-3">
            <div className="min-w-0">
              <p className="text-sm font-semibold break-words">
                {device ?? t('security.unknownDevice')}
              </p>
              <p className="text-sm text-muted">
                {t('security.session', { time: format.dateTime(createdAt) })}
              </p>
            </div>
            {current && <Badge tone="good">{t('security.thisOne')}</Badge>}
          </li>
        ))}
      </ul>
      {sessions.length > 1 && (
        <Form method="post">
          <Seal formKey="end-other-sessions" />
          <Button name="deed" value="endOthers" variant="outline">
            {t('security.endOthers')}
          </Button>
        </Form>
      )}
    </Section>
  );
}

function Notify() {
  const t = useText();
  const { me } = useFrame();
  return (
    <Section title={t('security.notify')}>
      <p className="text-muted">{t('security.notifyHint', { email: me.email })}</p>
      <Form method="post">
        <Seal formKey="notify-new-proofs" />
        <input type="hidden" name="notify" value={String(!me.notifyNewProof)} />
        <Button name="deed" value="notify" variant="outline">
          {t(me.notifyNewProof ? 'security.notifyOff' : 'security.notifyOn')}
        </Button>
      </Form>
    </Section>
  );
}
