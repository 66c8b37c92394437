import type { Availability } from '@karcis/contracts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../shell/site.ts';

/** Who has the places: drawn as parts of a line, and told in words below it. */
export function AvailabilityBar({ availability }: { readonly availability: Availability }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const { capacity, paid, review, holdActive, capacityLeft } = availability;
  const free = Math.max(0, capacityLeft - holdActive);
  const parts = [
    { name: t('item.paid'), count: paid, fill: 'fill-accent', dot: 'bg-accent' },
    { name: t('item.review'), count: review, fill: 'fill-wait', dot: 'bg-wait' },
    { name: t('item.held'), count: holdActive, fill: 'fill-line-strong', dot: 'bg-line-strong' },
    {
      name: t('item.remaining'),
      count: free,
      fill: 'fill-sunken',
      dot: 'bg-sunken ring-1 ring-line-strong',
    },
  ];
  let from = 0;
  return (
    <div className="space-y-3">
      <svg
        viewBox="0 0 100 3"
        preserveAspectRatio="none"
        className="h-2.5 w-full rounded-full"
        aria-hidden="true"
      >
        <rect width="100" height="3" className="fill-sunken" />
        {capacity > 0 &&
          parts.map(({ name, count, fill }) => {
            const width = (count / capacity) * 100;
            const x = from;
            from += width;
            return <rect key={name} x={x} width={width} height="3" className={fill} />;
          })}
      </svg>
      <ul className="grid grid-cols-2 gap-x-6 gap-y-1.5 text-sm">
        {parts.map(({ name, count, dot }) => (
          <li key={name} className="flex items-center gap-2">
            <span aria-hidden="true" className={`size-2.5 rounded-full ${dot}`} />
            <span className="text-muted">{name}</span>
            <span className="ml-auto font-semibold">{number(count)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
