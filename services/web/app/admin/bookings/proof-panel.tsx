import type { AdminBooking, Proof } from '@karcis/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '../../shell/site.ts';
import { Alert } from '../../ui/alert.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useText } from '../i18n/use-text.ts';
import { Panel } from './panel.tsx';

const TONES = { checking: 'wait', accepted: 'good', refused: 'bad' } as const;

/** The proof as large as there is room for, and whether somebody else showed the same one. */
export function ProofPanel({ booking }: { readonly booking: AdminBooking }) {
  const t = useText();
  const { t: common } = useTranslation();
  const { proof } = booking;
  if (!proof) {
    return (
      <Panel title={t('bookings.proof.title')}>
        <p className="text-muted">{t('bookings.proof.none')}</p>
      </Panel>
    );
  }
  return (
    <Panel
      title={t('bookings.proof.title')}
      aside={
        <Badge tone={TONES[proof.status]}>{common(`booking.proofStatus.${proof.status}`)}</Badge>
      }
    >
      <Duplicates booking={booking} />
      <ProofFile proof={proof} />
      <ProofFacts proof={proof} />
    </Panel>
  );
}

/** A picture or a document; a form without a file has neither. */
export function ProofFile({ proof: { id, mime, status } }: { readonly proof: Proof }) {
  const t = useText();
  if (status !== 'accepted' || !mime) {
    return status === 'checking' ? null : <p className="text-muted">{t('bookings.proof.gone')}</p>;
  }
  const file = `/api/admin/proofs/${id}/file`;
  return (
    <div className="overflow-hidden rounded-card border border-line bg-sunken">
      {mime.startsWith('image/') ? (
        <a href={file} target="_blank" rel="noreferrer" aria-label={t('bookings.proof.open')}>
          <img
            src={`/api/admin/proofs/${id}/preview`}
            alt={t('bookings.proof.alt')}
            className="mx-auto max-h-[70vh] w-full object-contain"
          />
        </a>
      ) : (
        <p className="flex flex-wrap items-center justify-between gap-4 p-6">
          <span className="flex items-center gap-3 font-semibold">
            <Icon name="file" width="2rem" height="2rem" />
            {t('bookings.proof.pdf')}
          </span>
          <Button asChild variant="outline">
            <a href={file} target="_blank" rel="noreferrer">
              {t('bookings.proof.open')}
            </a>
          </Button>
        </p>
      )}
    </div>
  );
}

const KILO = 1_024;

function ProofFacts({
  proof: { mime, size, sha256, uploadedAt, code },
}: {
  readonly proof: Proof;
}) {
  const t = useText();
  const format = useFormat();
  const kilobytes = `${format.number(Math.max(1, Math.round((size ?? 0) / KILO)))} kB`;
  return (
    <div className="space-y-1 text-sm text-muted">
      <p>
        {t('bookings.proof.uploaded', { at: format.brief(uploadedAt) })}
        {mime && size !== null && ` · ${t('bookings.proof.size', { size: kilobytes, mime })}`}
      </p>
      {code && (
        <p>
          {t('bookings.proof.refused')}: {code}
        </p>
      )}
      {sha256 && (
        <p className="break-all">
          {t('bookings.proof.hash')} {sha256}
        </p>
      )}
    </div>
  );
}

function Duplicates({ booking: { duplicates } }: { readonly booking: AdminBooking }) {
  const t = useText();
  const format = useFormat();
  if (duplicates.length === 0) return null;
  return (
    <Alert tone="bad">
      <p className="font-semibold">
        {t('bookings.duplicates.title', { count: duplicates.length })}
      </p>
      <ul>
        {duplicates.map(({ bookingId, proofId, uploadedAt }) => (
          <li key={proofId}>
            <Link to={`/admin/bookings/${bookingId}`} className="underline underline-offset-4">
              {t('bookings.duplicates.open', { at: format.brief(uploadedAt) })}
            </Link>
          </li>
        ))}
      </ul>
    </Alert>
  );
}
