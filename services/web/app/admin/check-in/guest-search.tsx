import { useState } from 'react';
import { readableCode } from '../../i18n/format.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { useText } from '../i18n/use-text.ts';
import type { DoorState } from './door.ts';
import { cameInSince } from './entries.ts';

const LETTERS_MIN = 3;
const SHOWN_MAX = 20;

/** For a cracked screen or an empty battery: finds people on the device's list, with or without a network. */
export function GuestSearch({
  state: { list, entries },
  onLetIn,
}: {
  readonly state: DoorState;
  readonly onLetIn: (ticketId: string) => void;
}) {
  const t = useText();
  const [asked, setAsked] = useState('');
  const words = asked.trim().toLowerCase();
  const code = words.replaceAll('-', '').toUpperCase();
  const found =
    words.length < LETTERS_MIN
      ? []
      : (list?.tickets ?? []).filter(
          ({ attendee, bookingCode }) =>
            attendee.toLowerCase().includes(words) || bookingCode.startsWith(code),
        );
  const here = new Set(cameInSince(entries).map(({ ticketId }) => ticketId));
  return (
    <section className="space-y-3">
      <Field name="guest" label={t('checkIn.search')} hint={t('checkIn.searchHint')}>
        {(field) => (
          <Input
            {...field}
            type="search"
            autoComplete="off"
            value={asked}
            onChange={({ target }) => setAsked(target.value)}
          />
        )}
      </Field>
      {words.length >= LETTERS_MIN && found.length === 0 && (
        <p className="text-muted">{t('checkIn.none')}</p>
      )}
      <ul className="divide-y divide-line">
        {found.slice(0, SHOWN_MAX).map(({ id, attendee, bookingCode, place, checkedInAt }) => (
          <li key={id} className="flex items-center justify-between gap-4 py-2">
            <span className="min-w-0">
              <span className="block font-semibold break-words">{attendee}</span>
              <span className="text-sm text-muted tabular-nums">
                {`${readableCode(bookingCode)} · ${t('checkIn.place', { place })}`}
              </span>
            </span>
            {checkedInAt || here.has(id) ? (
              <span className="shrink-0 text-sm font-semibold text-muted">{t('checkIn.isIn')}</span>
            ) : (
              <Button size="sm" variant="outline" onClick={() => onLetIn(id)}>
                {t('checkIn.letIn')}
                <span className="sr-only">{attendee}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
