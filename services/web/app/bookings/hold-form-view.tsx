import type { Availability, Item } from '@karcis/contracts';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Form, Link, useNavigation } from 'react-router';
import { useFormat } from '../shell/site.ts';
import { RefusalAlert } from '../shell/refusal-alert.tsx';
import type { Refusal } from '../../src/gateway/connection.ts';
import { Alert } from '../ui/alert.tsx';
import { Button } from '../ui/button.tsx';
import { HoldFields } from './hold-fields.tsx';
import type { FieldErrors, HoldValues } from './hold-form.ts';
import { useHoldErrors } from './use-hold-errors.ts';

/** What came of sending the form, when it was not a booking. */
export type HoldOutcome = {
  readonly problem: Refusal;
  readonly values: HoldValues;
  readonly errors: FieldErrors;
  /** A booking of this browser that holds a place of the item already. */
  readonly ownHold: string | null;
};

type HoldFormProps = {
  readonly item: Item;
  readonly availability: Availability;
  readonly formKey: string;
  readonly outcome: HoldOutcome | undefined;
  /** What was typed before its person had to sign in. */
  readonly draft: HoldValues | null;
  /** Of who is signed in. */
  readonly email: string | null;
  readonly csrfToken: string | null;
};

const NO_ERRORS: FieldErrors = {};
const EMPTY: HoldValues = {
  ...{ name: '', whatsapp: '', email: '', note: '', quantity: 1, attendees: [] },
};

export function HoldForm(props: HoldFormProps) {
  const { item, availability, formKey, outcome, draft, email, csrfToken } = props;
  const { t } = useTranslation();
  const format = useFormat();
  const form = useRef<HTMLFormElement>(null);
  const isSending = useNavigation().formMethod === 'POST';
  // Of this form as long as it is open, whatever an answer that got lost told the browser.
  const [key] = useState(formKey);
  const [quantity, setQuantity] = useState((outcome?.values ?? draft)?.quantity ?? 1);
  const { errors, onFocus, onInput, onBlur, accept } = useHoldErrors(
    form,
    item.id,
    outcome?.errors ?? NO_ERRORS,
  );
  useFocusOnRefusal(form, outcome);
  const minutes = Math.max(1, Math.round(item.holdTtlSeconds / 60));

  return (
    <Form
      ref={form}
      method="post"
      action={`${item.url}/book`}
      noValidate
      replace
      preventScrollReset
      className="space-y-5"
      onFocus={onFocus}
      onInput={onInput}
      onBlur={onBlur}
      onSubmit={(event) => {
        if (isSending || !accept()) event.preventDefault();
      }}
    >
      <input type="hidden" name="key" value={key} />
      {csrfToken && <input type="hidden" name="csrfToken" value={csrfToken} />}
      {outcome && <HoldProblem outcome={outcome} item={item} />}
      {!outcome && !isSending && availability.reason && (
        <Alert tone="wait" isNews>
          {t(`item.reason.${availability.reason}`)}
        </Alert>
      )}
      <HoldFields
        values={outcome?.values ?? draft ?? (email ? { ...EMPTY, email } : undefined)}
        errors={errors}
        maxQuantity={availability.maxQuantity}
        quantity={quantity}
        onQuantity={setQuantity}
      />
      <div className="space-y-3 border-t border-line pt-5">
        {item.price > 0 && (
          <p className="flex items-baseline justify-between">
            <span className="text-muted">{t('book.total')}</span>
            <span className="text-xl font-extrabold">
              {format.money(item.price * quantity, item.currency)}
            </span>
          </p>
        )}
        <Button aria-disabled={isSending || undefined} className="w-full text-lg">
          {isSending ? t('book.sending') : t(item.price > 0 ? 'book.submit' : 'book.submitFree')}
        </Button>
        <p className="text-center text-sm text-muted">{t('book.lead', { minutes })}</p>
      </div>
    </Form>
  );
}

/** The first wrong field has the focus, so that its message is read out. */
function useFocusOnRefusal(
  form: RefObject<HTMLFormElement | null>,
  outcome: HoldOutcome | undefined,
) {
  useEffect(() => {
    const [first] = Object.keys(outcome?.errors ?? {});
    const field = first && form.current?.elements.namedItem(first);
    if (field instanceof HTMLElement) field.focus();
  }, [form, outcome]);
}

function HoldProblem({ outcome, item }: { readonly outcome: HoldOutcome; readonly item: Item }) {
  const { t } = useTranslation();
  const { problem, errors, ownHold } = outcome;

  if (problem.code === 'idempotency-key-reused') {
    return (
      <Alert tone="wait" isNews>
        <p className="font-semibold">{t('book.reused')}</p>
        <p>{t('book.reusedHint')}</p>
        <p className="flex flex-wrap gap-x-5 gap-y-1 pt-1 font-semibold underline-offset-4">
          {ownHold && (
            <Link to={`/b/${ownHold}/pay`} className="underline">
              {t('book.yourBooking')}
            </Link>
          )}
          <a href={`${item.url}/book`} className="underline">
            {t('book.again')}
          </a>
        </p>
      </Alert>
    );
  }
  if (Object.keys(errors).length > 0) {
    return (
      <Alert tone="bad" isNews>
        <p className="font-semibold">{t('book.fix')}</p>
        {errors[''] && <p>{errors['']}</p>}
      </Alert>
    );
  }
  // The page's own numbers may be from before: the refusal says when the next hold ends.
  const minutes = Math.ceil((problem.retryAfter ?? 0) / 60);
  const text =
    problem.code === 'hold-pool-full' && minutes > 0
      ? t('item.nextRelease', { when: t('time.inMinutes', { count: minutes }) })
      : undefined;
  return <RefusalAlert problem={problem} text={text} />;
}
