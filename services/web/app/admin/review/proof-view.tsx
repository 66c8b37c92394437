import type { AdminBookingRow } from '@karcis/contracts';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { cn } from '../../ui/cn.ts';
import { Icon } from '../../ui/icon.tsx';
import { useText } from '../i18n/use-text.ts';
import { proofFile } from './proof-file.ts';
import { type Size, usePan, useSharp, useZoom } from './use-zoom.ts';
import { CLOSE_UP } from './zoom.ts';

type ProofViewProps = {
  readonly booking: AdminBookingRow;
  /** 1 is as large as fits. */
  readonly zoom: number;
  readonly onZoom: (zoom: number) => void;
};

/** What the person sent as proof, as large as there is room for. */
export function ProofView({ booking, zoom, onZoom }: ProofViewProps) {
  const t = useText();
  const { proof } = booking;
  if (!proof) return <Instead title={t('review.proofNone')} text={t('review.proofNoneText')} />;
  if (proof.mime === 'application/pdf') {
    return (
      <Instead title={t('review.proofPdf')}>
        <OpenFile proofId={proof.id} />
      </Instead>
    );
  }
  return (
    <Picture
      proofId={proof.id}
      name={t('review.proofOf', { name: booking.name })}
      zoom={zoom}
      onZoom={onZoom}
    />
  );
}

function Instead(props: {
  readonly title: string;
  readonly text?: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className="grid size-full place-content-center justify-items-center gap-3 p-6 text-center">
      <Icon name="file" width="3rem" height="3rem" className="text-muted" />
      <p className="text-lg font-bold">{props.title}</p>
      {props.text && <p className="text-muted">{props.text}</p>}
      {props.children}
    </div>
  );
}

function OpenFile({ proofId }: { readonly proofId: string }) {
  const t = useText();
  return (
    <Button asChild variant="outline" size="sm">
      <a href={proofFile(proofId)} target="_blank" rel="noreferrer">
        <Icon name="external" />
        {t('review.proofOpen')}
      </a>
    </Button>
  );
}

type PictureProps = Pick<ProofViewProps, 'zoom' | 'onZoom'> & {
  readonly proofId: string;
  readonly name: string;
};

function Picture({ proofId, name, zoom, onZoom }: PictureProps) {
  const t = useText();
  const frame = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLImageElement>(null);
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading');
  const [tries, setTries] = useState(0);
  const [size, setSize] = useState<Size>();
  const isSharp = useSharp(proofId, zoom > 1);
  useZoom(frame, picture, size, zoom);
  const pan = usePan(frame, zoom > 1);

  // It may have come, or failed, before this page was alive.
  useEffect(() => {
    const image = picture.current;
    if (!image?.complete) return;
    if (image.naturalWidth > 0) show(image);
    else setState('failed');
  }, []);

  function show({ naturalWidth: width, naturalHeight: height }: HTMLImageElement): void {
    setSize((known) => known ?? { width, height });
    setState('shown');
  }

  if (state === 'failed') {
    return (
      <Instead title={t('review.proofFailed')}>
        <div className="flex flex-wrap justify-center gap-3">
          <Button
            type="button"
            variant="outline"
            size="sm"
            onClick={() => {
              setTries((count) => count + 1);
              setState('loading');
            }}
          >
            {t('review.proofTryAgain')}
          </Button>
          <OpenFile proofId={proofId} />
        </div>
      </Instead>
    );
  }
  const source = isSharp ? proofFile(proofId) : `/api/admin/proofs/${proofId}/preview`;
  return (
    <div
      ref={frame}
      role="region"
      aria-label={name}
      // Scrolled by keys too.
      tabIndex={0}
      className={cn(
        'flex size-full overflow-auto rounded-card',
        zoom > 1 ? 'cursor-grab touch-auto active:cursor-grabbing' : 'cursor-zoom-in',
      )}
      onDoubleClick={() => onZoom(zoom > 1 ? 1 : CLOSE_UP)}
      {...pan}
    >
      <img
        ref={picture}
        key={tries}
        src={tries > 0 ? `${source}?try=${tries}` : source}
        alt={name}
        draggable={false}
        onLoad={({ currentTarget }) => show(currentTarget)}
        onError={() => setState('failed')}
        className={cn(
          'm-auto block select-none',
          zoom === 1 && 'max-h-full max-w-full object-contain',
          state === 'loading' && 'opacity-0',
        )}
      />
    </div>
  );
}
