import { useId } from 'react';
import { cn } from '../ui/cn.ts';
import { TILE, artOf } from './art.ts';

/** Widths that the API keeps of each uploaded picture, in pixels. */
const WIDTHS = [320, 640, 1280] as const;
const OURS = /^\/api\/images\//;

type PictureProps = {
  readonly item: { readonly shortId: string; readonly imageUrl: string | null };
  /** As in `<img sizes>`. */
  readonly sizes: string;
  /** The first one that people see is fetched at once. */
  readonly isFirst?: boolean;
  readonly className?: string;
};

/** An item's picture, or the cloth that stands for it. Decoration: the title is beside it. */
export function Picture({ item, sizes, isFirst = false, className }: PictureProps) {
  const { shortId, imageUrl } = item;
  const frame = cn('block size-full object-cover', className);
  if (!imageUrl) return <Cloth seed={shortId} className={frame} />;

  const urgency = isFirst
    ? ({ fetchPriority: 'high' } as const)
    : ({ loading: 'lazy', decoding: 'async' } as const);
  if (!OURS.test(imageUrl)) {
    return (
      <img src={imageUrl} alt="" className={frame} referrerPolicy="no-referrer" {...urgency} />
    );
  }
  const srcSet = (format: string) =>
    WIDTHS.map((w) => `${imageUrl}?w=${w}&format=${format} ${w}w`).join(', ');
  return (
    <picture>
      <source type="image/avif" srcSet={srcSet('avif')} sizes={sizes} />
      <img
        src={`${imageUrl}?w=640`}
        srcSet={srcSet('webp')}
        sizes={sizes}
        alt=""
        className={frame}
        {...urgency}
      />
    </picture>
  );
}

function Cloth({ seed, className }: { readonly seed: string; readonly className: string }) {
  const id = useId();
  const { ground, figure, spark, motif, turn } = artOf(seed);
  return (
    <svg
      viewBox="0 0 480 300"
      preserveAspectRatio="xMidYMid slice"
      className={className}
      aria-hidden="true"
    >
      <defs>
        <pattern
          id={id}
          width={TILE}
          height={TILE}
          patternUnits="userSpaceOnUse"
          patternTransform={`rotate(${turn})`}
        >
          <path d={motif.figure} fill={figure} />
          <path d={motif.spark} fill={spark} opacity="0.85" />
        </pattern>
      </defs>
      <rect width="480" height="300" fill={ground} />
      <rect width="480" height="300" fill={`url(#${id})`} />
    </svg>
  );
}
