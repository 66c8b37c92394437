import { useFormat } from '../../shell/site.ts';
import { Alert } from '../../ui/alert.tsx';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Input, Select } from '../../ui/input.tsx';
import { useText } from '../i18n/use-text.ts';

export type DoorItem = { readonly id: string; readonly title: string; readonly startsAt: string };

/** Which item, which door. Goes on with a tap, after which the browser lets us sound. */
export function ChooseDoor({
  items,
  itemId,
  door,
  isAlive,
  onStart,
}: {
  readonly items: readonly DoorItem[];
  readonly itemId: string;
  readonly door: string;
  readonly isAlive: boolean;
  readonly onStart: (chosen: { readonly itemId: string; readonly door: string }) => void;
}) {
  const t = useText();
  const format = useFormat();
  if (items.length === 0) return <Alert>{t('checkIn.noItems')}</Alert>;
  return (
    <form
      className="max-w-xl space-y-5"
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const name = String(form.get('door')).trim();
        if (name) onStart({ itemId: String(form.get('itemId')), door: name });
      }}
    >
      <noscript>
        <Alert tone="wait">{t('checkIn.needsScript')}</Alert>
      </noscript>
      {/* What is chosen before the page is alive would be lost when it remembers the last choice. */}
      <fieldset disabled={!isAlive} className="space-y-5">
        <Field name="itemId" label={t('checkIn.item')}>
          {(field) => (
            <Select {...field} defaultValue={itemId}>
              {items.map(({ id, title, startsAt }) => (
                <option key={id} value={id}>
                  {`${title} · ${format.dateTime(startsAt)}`}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field name="door" label={t('checkIn.door')} hint={t('checkIn.doorHint')}>
          {(field) => <Input {...field} defaultValue={door} required maxLength={60} />}
        </Field>
        <Button>
          <Icon name="camera" />
          {t('checkIn.start')}
        </Button>
      </fieldset>
    </form>
  );
}
