import type { AdminBooking, AdminBookingRow, Question } from '@karcis/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { readableCode } from '../../i18n/format.ts';
import { useFormat } from '../../shell/site.ts';
import { Alert } from '../../ui/alert.tsx';
import { useText } from '../i18n/use-text.ts';

/** Whose booking it is, what must have been paid, and what to beware of: what one compares with the proof. */
export function BookingSummary({
  booking,
  details,
}: {
  readonly booking: AdminBookingRow;
  readonly details: AdminBooking | undefined;
}) {
  const t = useText();
  const { t: shared } = useTranslation();
  const format = useFormat();
  const { name, code, item, amount, currency, quantity, paymentMethod } = booking;
  return (
    <div className="space-y-3">
      <div>
        <h2 className="text-xl font-bold break-words">{name}</h2>
        <p className="break-words text-muted">
          <span className="tabular-nums">{readableCode(code)}</span> · {item.title}
        </p>
      </div>
      <div className="rounded-card bg-accent-soft px-4 py-3">
        <p className="flex flex-wrap items-baseline justify-between gap-x-4">
          <span className="text-sm text-accent-strong">{t('review.toPay')}</span>
          <span className="text-sm text-accent-strong">
            {t('review.places', { count: quantity })}
          </span>
        </p>
        <p className="text-2xl font-extrabold tabular-nums">
          {amount === 0 ? shared('item.free') : format.money(amount, currency)}
        </p>
        {paymentMethod && (
          <p className="text-sm break-words text-accent-strong">
            {[paymentMethod.displayName, paymentMethod.accountNo, paymentMethod.accountName]
              .filter(Boolean)
              .join(' · ')}
          </p>
        )}
      </div>
      {details && <Duplicates duplicates={details.duplicates} />}
      {details && !details.auditIntact && <Alert tone="bad">{t('review.auditBroken')}</Alert>}
    </div>
  );
}

/** The rest of what is known. `details` come a moment later than the row when the queue runs fast. */
export function BookingFacts({
  booking,
  details,
  questions,
}: {
  readonly booking: AdminBookingRow;
  readonly details: AdminBooking | undefined;
  readonly questions: readonly Question[] | undefined;
}) {
  const t = useText();
  const format = useFormat();
  const { contact, note, proof } = booking;
  return (
    <div className="space-y-4">
      <dl className="space-y-2">
        {contact.whatsapp && <Fact name="WhatsApp">{contact.whatsapp}</Fact>}
        {contact.email && <Fact name="Email">{contact.email}</Fact>}
        {note && <Fact name={t('review.note')}>{note}</Fact>}
        {details && <AnswerFacts answers={details.answers} questions={questions} />}
        {proof && (
          <Fact name={t('review.uploaded')}>
            <time dateTime={proof.uploadedAt}>{format.dateTime(proof.uploadedAt)}</time>
          </Fact>
        )}
      </dl>
      {details && <Audit audit={details.audit} amount={details.amount} />}
      <p>
        <Link
          to={`/admin/bookings/${booking.id}`}
          className="text-accent underline underline-offset-4"
        >
          {t('review.open')}
        </Link>
      </p>
    </div>
  );
}

const Fact = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div>
    <dt className="text-sm text-muted">{name}</dt>
    <dd className="font-semibold break-words whitespace-pre-line">{children}</dd>
  </div>
);

/** In the order of the item's questions; what the item does not ask any more comes last, under its key. */
function AnswerFacts({
  answers,
  questions = [],
}: {
  readonly answers: AdminBooking['answers'];
  readonly questions: readonly Question[] | undefined;
}) {
  const t = useText();
  const asked = questions.filter(({ key }) => key in answers);
  const known = new Set(asked.map(({ key }) => key));
  const rows = [
    ...asked.map(({ key, label }) => ({ key, label })),
    ...Object.keys(answers)
      .filter((key) => !known.has(key))
      .map((key) => ({ key, label: key })),
  ];
  return rows.map(({ key, label }) => {
    const answer = answers[key];
    const words = typeof answer === 'boolean' ? t(answer ? 'review.yes' : 'review.no') : answer;
    return (
      <Fact key={key} name={label}>
        {words || '–'}
      </Fact>
    );
  });
}

/** So many are listed; one wants to see that there are others, and look at a few. */
const DUPLICATES_SHOWN = 3;

function Duplicates({ duplicates }: Pick<AdminBooking, 'duplicates'>) {
  const t = useText();
  const format = useFormat();
  if (duplicates.length === 0) return null;
  return (
    <Alert tone="bad">
      <p className="font-semibold">{t('review.duplicate', { count: duplicates.length })}</p>
      <ul className="space-y-1">
        {duplicates.slice(0, DUPLICATES_SHOWN).map(({ bookingId, proofId, uploadedAt }) => (
          <li key={proofId}>
            <Link to={`/admin/bookings/${bookingId}`} className="underline underline-offset-4">
              {t('review.duplicateSent', { time: format.dateTime(uploadedAt) })}
            </Link>
          </li>
        ))}
      </ul>
    </Alert>
  );
}

/** Who did what when, from the chained trail; closed, because one rarely needs it. */
function Audit({ audit, amount }: Pick<AdminBooking, 'audit' | 'amount'>) {
  const t = useText();
  const { t: shared } = useTranslation();
  const format = useFormat();
  return (
    <details className="rounded-control border border-line">
      <summary className="flex min-h-11 cursor-pointer items-center px-3 font-semibold">
        {t('review.audit')}
      </summary>
      <ol className="space-y-3 border-t border-line px-3 py-3 text-sm">
        {audit.map(({ version, to, at, actor, ipHash, reason }) => (
          <li key={version}>
            <p className="font-semibold">
              {shared(`booking.state.${to === 'PAID' && amount === 0 ? 'APPROVED' : to}`)}
            </p>
            <p className="text-muted">
              <time dateTime={at}>{format.dateTime(at)}</time> · {shared(`booking.by.${actor}`)}
              {ipHash && ` · ${t('review.auditIp', { hash: ipHash.slice(0, 8) })}`}
            </p>
            {reason && <p className="break-words">{reason}</p>}
          </li>
        ))}
      </ol>
    </details>
  );
}
