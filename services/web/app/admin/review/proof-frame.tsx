import type { AdminBookingRow } from '@karcis/contracts';
import { useHydrated } from '../../live/use-hydrated.ts';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { useText } from '../i18n/use-text.ts';
import { proofFile } from './proof-file.ts';
import { ProofView } from './proof-view.tsx';
import { zoomIn, zoomOut } from './zoom.ts';

/** The proof that is looked at, and unseen behind it those that come next: their pictures are here before they are needed. */
export function ProofFrame({
  booking,
  coming,
  zoom,
  onZoom,
  className,
}: {
  readonly booking: AdminBookingRow;
  readonly coming: readonly AdminBookingRow[];
  readonly zoom: number;
  readonly onZoom: (zoom: number) => void;
  readonly className: string;
}) {
  const t = useText();
  const isAlive = useHydrated();
  const { proof } = booking;
  const isPicture = proof?.mime?.startsWith('image/') ?? false;
  return (
    <section aria-label={t('review.proof')} className={className}>
      {[booking, ...coming].map((each) => (
        <div
          key={each.id}
          hidden={each.id !== booking.id}
          className="absolute inset-0 [&[hidden]]:hidden"
        >
          <ProofView booking={each} zoom={each.id === booking.id ? zoom : 1} onZoom={onZoom} />
        </div>
      ))}
      {isPicture && proof && (
        <div className="absolute top-2 right-2 flex rounded-control border border-line bg-paper">
          {isAlive && (
            <>
              <Tool name="zoomOut" icon="minus" onClick={() => onZoom(zoomOut(zoom))} />
              <button
                type="button"
                onClick={() => onZoom(1)}
                title={t('review.zoomFit')}
                className="min-w-14 text-sm font-semibold tabular-nums hover:bg-sunken"
              >
                <span className="sr-only">{t('review.zoomFit')}: </span>
                {t('review.zoomAt', { percent: Math.round(zoom * 100) })}
              </button>
              <Tool name="zoomIn" icon="plus" onClick={() => onZoom(zoomIn(zoom))} />
            </>
          )}
          <a
            href={proofFile(proof.id)}
            target="_blank"
            rel="noreferrer"
            aria-label={t('review.proofOpen')}
            title={t('review.proofOpen')}
            className="grid size-11 place-items-center rounded-control hover:bg-sunken"
          >
            <Icon name="external" />
          </a>
        </div>
      )}
    </section>
  );
}

function Tool({
  name,
  icon,
  onClick,
}: {
  readonly name: 'zoomIn' | 'zoomOut';
  readonly icon: IconName;
  readonly onClick: () => void;
}) {
  const t = useText();
  return (
    <button
      type="button"
      aria-label={t(`review.${name}`)}
      title={t(`review.${name}`)}
      onClick={onClick}
      className="grid size-11 place-items-center rounded-control hover:bg-sunken"
    >
      <Icon name={icon} />
    </button>
  );
}
