import type { ReactNode } from 'react';
import { useFormat } from '../../shell/site.ts';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Field } from '../../ui/field.tsx';
import { Input, Textarea } from '../../ui/input.tsx';
import { ImageField } from '../forms/image-field.tsx';
import type { FieldErrors } from '../forms/use-live-errors.ts';
import { useText } from '../i18n/use-text.ts';
import { FILE_REQUIRED, type ItemValues, minorDigits } from './item-values.ts';
import { QuestionsEditor } from './questions-editor.tsx';

type ItemFieldsProps = {
  /** As the form begins. */
  readonly initial: ItemValues;
  readonly errors: FieldErrors;
  /** Places that are held, in review or sold. */
  readonly inUse: number;
  /** Of the price as it is typed now. */
  readonly currency: string;
  readonly onChange: () => void;
  readonly onBusy: (isBusy: boolean) => void;
};

/** Every field of an item, in the order in which one thinks of them. */
export function ItemFields(props: ItemFieldsProps) {
  const t = useText();
  const { initial, errors, onChange, onBusy } = props;
  return (
    <>
      <Section title={t('items.about')}>
        <Field name="title" label={t('items.titleField')} error={errors['title']}>
          {(field) => <Input {...field} required maxLength={160} defaultValue={initial.title} />}
        </Field>
        <Field
          name="location"
          label={t('items.location')}
          optional={t('items.optional')}
          error={errors['location']}
        >
          {(field) => <Input {...field} maxLength={200} defaultValue={initial.location} />}
        </Field>
        <Field
          name="description"
          label={t('items.description')}
          optional={t('items.optional')}
          hint={t('items.descriptionHint')}
          error={errors['description']}
        >
          {(field) => <Textarea {...field} rows={6} defaultValue={initial.description} />}
        </Field>
        <ImageField
          name="imageUrl"
          label={t('items.image')}
          hint={t('items.imageHint')}
          value={initial.imageUrl}
          error={errors['imageUrl']}
          onChange={onChange}
          onBusy={onBusy}
        />
        <Field
          name="slug"
          label={t('items.slug')}
          optional={t('items.optional')}
          hint={t('items.slugHint')}
          error={errors['slug']}
        >
          {(field) => (
            <Input {...field} maxLength={80} autoComplete="off" defaultValue={initial.slug} />
          )}
        </Field>
      </Section>
      <Times {...props} />
      <Places {...props} />
      <Section title={t('items.process')}>
        <Checkbox
          name={FILE_REQUIRED}
          label={t('items.fileRequired')}
          hint={t('items.fileRequiredHint')}
          defaultChecked={initial.fileRequired}
        />
        <Checkbox
          name="autoApprove"
          label={t('items.autoApprove')}
          hint={t('items.autoApproveHint')}
          defaultChecked={initial.autoApprove}
        />
        <Checkbox
          name="certificate"
          label={t('items.certificate')}
          hint={t('items.certificateHint')}
          defaultChecked={initial.certificate}
        />
      </Section>
      <Section title={t('items.questions')} lead={t('items.questionsHint')}>
        <QuestionsEditor questions={initial.questions} errors={errors} onChange={onChange} />
      </Section>
    </>
  );
}

function Times({ initial, errors }: ItemFieldsProps) {
  const t = useText();
  const { zone } = useFormat();
  const time = (name: 'startsAt' | 'endsAt' | 'bookingClosesAt', hint?: string) => (
    <Field
      name={name}
      label={t(`items.${name}`, { zone })}
      optional={name === 'startsAt' ? undefined : t('items.optional')}
      hint={hint}
      error={errors[name]}
    >
      {(field) => (
        <Input
          {...field}
          type="datetime-local"
          required={name === 'startsAt'}
          defaultValue={initial[name]}
        />
      )}
    </Field>
  );
  return (
    <Section title={t('items.when')} lead={t('items.zoneHint', { zone })}>
      <div className="grid gap-5 sm:grid-cols-2">
        {time('startsAt')}
        {time('endsAt')}
        {time('bookingClosesAt', t('items.bookingClosesHint'))}
      </div>
    </Section>
  );
}

function Places({ initial, errors, inUse, currency }: ItemFieldsProps) {
  const t = useText();
  const digits = minorDigits(currency);
  return (
    <Section title={t('items.placesAndPrice')}>
      <div className="grid gap-5 sm:grid-cols-2">
        <Field
          name="capacity"
          label={t('items.capacity')}
          hint={inUse > 0 ? t('items.inUse', { count: inUse }) : t('items.capacityHint')}
          error={errors['capacity']}
        >
          {(field) => (
            <Input {...field} {...whole} required min={0} defaultValue={initial.capacity} />
          )}
        </Field>
        <Field
          name="maxPerBooking"
          label={t('items.maxPerBooking')}
          error={errors['maxPerBooking']}
        >
          {(field) => (
            <Input {...field} {...whole} min={1} max={100} defaultValue={initial.maxPerBooking} />
          )}
        </Field>
        <Field
          name="price"
          label={t('items.priceField')}
          hint={t('items.priceHint')}
          error={errors['price']}
        >
          {(field) => (
            <Input
              {...field}
              type="number"
              inputMode="decimal"
              required
              min={0}
              step={10 ** -digits}
              defaultValue={initial.price}
            />
          )}
        </Field>
        <Field name="currency" label={t('items.currency')} error={errors['currency']}>
          {(field) => (
            <Input
              {...field}
              required
              maxLength={3}
              list="currencies"
              autoComplete="off"
              className="uppercase"
              defaultValue={initial.currency}
            />
          )}
        </Field>
        <datalist id="currencies">
          {CURRENCIES.map((code) => (
            <option key={code}>{code}</option>
          ))}
        </datalist>
        <Field
          name="holdMinutes"
          label={t('items.hold')}
          optional={t('items.optional')}
          hint={t('items.holdHint')}
          error={errors['holdMinutes']}
        >
          {(field) => (
            <Input
              {...field}
              type="number"
              inputMode="decimal"
              min={0}
              max={15}
              step="any"
              defaultValue={initial.holdMinutes}
            />
          )}
        </Field>
      </div>
    </Section>
  );
}

const whole = { type: 'number', inputMode: 'numeric', step: 1 } as const;
const CURRENCIES = ['IDR', 'MYR', 'SGD', 'USD', 'EUR'];

function Section({
  title,
  lead,
  children,
}: {
  readonly title: string;
  readonly lead?: string;
  readonly children: ReactNode;
}) {
  return (
    <section className="space-y-5 rounded-card border border-line bg-surface p-5 sm:p-6">
      <div className="space-y-1">
        <h2 className="text-xl">{title}</h2>
        {lead && <p className="text-sm text-muted">{lead}</p>}
      </div>
      {children}
    </section>
  );
}
