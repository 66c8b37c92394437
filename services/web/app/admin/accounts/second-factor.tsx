import { Form, Link } from 'react-router';
import type { Refusal } from '../../../src/gateway/connection.ts';
import { RefusalAlert } from '../../shell/refusal-alert.tsx';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { errorsByField } from '../forms/errors-by-field.ts';
import { Seal } from '../forms/seal.tsx';
import { useText } from '../i18n/use-text.ts';
import { useFrame } from '../shell/use-frame.ts';
import { Section } from './section.tsx';

type Offer = { readonly secret: string; readonly url: string; readonly qr: string };

/** What came of a form of the page. */
export type FactorOutcome = {
  readonly problem?: Refusal;
  readonly values?: { readonly deed: string };
  readonly offer?: Offer;
  readonly recoveryCodes?: readonly string[];
};

/** Setting an authenticator app up, step by step, and taking it off. */
export function SecondFactor({
  outcome,
  problem,
}: {
  readonly outcome: FactorOutcome | undefined;
  readonly problem: Refusal | undefined;
}) {
  const t = useText();
  const { me } = useFrame();
  const errors = errorsByField(problem);
  if (outcome?.recoveryCodes) return <RecoveryCodes codes={outcome.recoveryCodes} />;

  return (
    <Section title={t('security.app')}>
      {problem && !problem.errors && <RefusalAlert problem={problem} />}
      {outcome?.offer ? (
        <Confirm offer={outcome.offer} error={errors['code']} />
      ) : (
        <>
          <p className="text-muted">{t(me.secondFactor ? 'security.appOn' : 'security.appOff')}</p>
          <Form method="post" noValidate className="max-w-md space-y-5">
            <Seal formKey="second-factor-app" />
            <Field
              name="password"
              id="factor-password"
              label={t('security.current')}
              error={errors['password']}
            >
              {(field) => (
                <Input {...field} type="password" autoComplete="current-password" required />
              )}
            </Field>
            <Button
              name="deed"
              value={me.secondFactor ? 'takeOff' : 'offer'}
              variant={me.secondFactor ? 'danger' : 'primary'}
            >
              {t(me.secondFactor ? 'security.takeOff' : 'security.setUp')}
            </Button>
          </Form>
        </>
      )}
    </Section>
  );
}

function Confirm({ offer, error }: { readonly offer: Offer; readonly error: string | undefined }) {
  const t = useText();
  const { secret, url, qr } = offer;
  return (
    <>
      <p>{t('security.scan')}</p>
      <img
        src={`data:image/svg+xml,${encodeURIComponent(qr)}`}
        alt={t('security.qrAlt')}
        width="220"
        height="220"
        className="rounded-control border border-line bg-white"
      />
      <p className="text-sm">
        {t('security.secret')}:{' '}
        <code className="font-semibold break-all select-all">
          {secret.match(/.{1,4}/g)?.join(' ')}
        </code>
      </p>
      <Form method="post" noValidate className="max-w-md space-y-5">
        <Seal formKey="second-factor-app" />
        <input type="hidden" name="secret" value={secret} />
        <input type="hidden" name="url" value={url} />
        <Field name="code" label={t('security.code')} error={error}>
          {(field) => (
            <Input
              {...field}
              inputMode="numeric"
              autoComplete="one-time-code"
              required
              maxLength={12}
            />
          )}
        </Field>
        <Button name="deed" value="confirm">
          {t('security.confirm')}
        </Button>
      </Form>
    </>
  );
}

function RecoveryCodes({ codes }: { readonly codes: readonly string[] }) {
  const t = useText();
  return (
    <Section title={t('security.codes')}>
      <Alert tone="wait" isNews>
        {t('security.codesText')}
      </Alert>
      <ul className="grid max-w-md grid-cols-2 gap-x-8 gap-y-2 font-semibold tabular-nums">
        {codes.map((code) => (
          <li key={code}>
            <code className="select-all">{`${code.slice(0, 5)}-${code.slice(5)}`}</code>
          </li>
        ))}
      </ul>
      <Button asChild>
        <Link to="/admin/security" replace reloadDocument>
          {t('security.codesDone')}
        </Link>
      </Button>
    </Section>
  );
}
