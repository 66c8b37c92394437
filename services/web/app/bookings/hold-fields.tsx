import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useHydrated } from '../live/use-hydrated.ts';
import { cn } from '../ui/cn.ts';
import { Field } from '../ui/field.tsx';
import { Input, Textarea } from '../ui/input.tsx';
import { Stepper } from '../ui/stepper.tsx';
import { type FieldErrors, type HoldValues, attendeeField } from './hold-form.ts';
import { maskPhone } from './phone-mask.ts';

const NOTE_MAX = 120;
/** Without script all of them show at once. */
const ATTENDEES_WITHOUT_SCRIPT = 6;

type HoldFieldsProps = {
  readonly values: HoldValues | undefined;
  readonly errors: FieldErrors;
  readonly maxQuantity: number;
  readonly quantity: number;
  readonly onQuantity: (quantity: number) => void;
};

export function HoldFields({ values, errors, maxQuantity, quantity, onQuantity }: HoldFieldsProps) {
  const { t } = useTranslation();
  return (
    <>
      <Field name="name" label={t('book.name')} hint={t('book.nameHint')} error={errors['name']}>
        {(field) => (
          <Input
            {...field}
            defaultValue={values?.name}
            autoComplete="name"
            required
            maxLength={120}
          />
        )}
      </Field>

      <Field
        name="whatsapp"
        label={t('book.whatsapp')}
        optional={t('book.optional')}
        hint={t('book.whatsappHint')}
        error={errors['whatsapp']}
      >
        {(field) => (
          <div className="relative">
            <span
              aria-hidden="true"
              className="pointer-events-none absolute inset-y-0 left-4 grid place-items-center text-muted"
            >
              +62
            </span>
            <Input
              {...field}
              type="tel"
              inputMode="tel"
              autoComplete="tel-national"
              defaultValue={values?.whatsapp}
              maxLength={32}
              className="pl-13"
              onInput={({ currentTarget }) => {
                // Rewriting in the middle would throw the cursor to the end.
                if (currentTarget.selectionStart !== currentTarget.value.length) return;
                currentTarget.value = maskPhone(currentTarget.value);
              }}
              onBlur={({ currentTarget }) => {
                currentTarget.value = maskPhone(currentTarget.value);
              }}
            />
          </div>
        )}
      </Field>

      <Field
        name="email"
        label={t('book.email')}
        optional={t('book.optional')}
        hint={t('book.contactHint')}
        error={errors['email']}
      >
        {(field) => (
          <Input
            {...field}
            type="email"
            inputMode="email"
            autoComplete="email"
            defaultValue={values?.email}
            maxLength={254}
          />
        )}
      </Field>

      {maxQuantity > 1 && (
        <>
          <Field name="quantity" label={t('book.quantity')} error={errors['quantity']}>
            {(field) => (
              <Stepper
                field={field}
                value={quantity}
                max={maxQuantity}
                onChange={onQuantity}
                fewer={t('book.fewer')}
                more={t('book.more')}
              />
            )}
          </Field>
          <Attendees values={values} errors={errors} quantity={quantity} max={maxQuantity} />
        </>
      )}

      <NoteField value={values?.note ?? ''} error={errors['note']} />
    </>
  );
}

function Attendees({
  values,
  errors,
  quantity,
  max,
}: Pick<HoldFieldsProps, 'values' | 'errors' | 'quantity'> & { readonly max: number }) {
  const { t } = useTranslation();
  const isAlive = useHydrated();
  const shown = isAlive ? (quantity > 1 ? quantity : 0) : Math.min(max, ATTENDEES_WITHOUT_SCRIPT);
  return Array.from({ length: shown }, (_, index) => (
    <Field
      key={attendeeField(index)}
      name={attendeeField(index)}
      label={t('book.attendee', { number: index + 1 })}
      optional={t('book.optional')}
      hint={index === 0 ? t('book.attendeeHint') : undefined}
      error={errors[attendeeField(index)]}
    >
      {(field) => (
        <Input
          {...field}
          defaultValue={values?.attendees[index]}
          maxLength={120}
          autoComplete="off"
        />
      )}
    </Field>
  ));
}

function NoteField({
  value,
  error,
}: {
  readonly value: string;
  readonly error: string | undefined;
}) {
  const { t } = useTranslation();
  const isAlive = useHydrated();
  const [left, setLeft] = useState(NOTE_MAX - charactersIn(value));
  return (
    <Field
      name="note"
      label={t('book.note')}
      optional={t('book.optional')}
      hint={t('book.noteHint')}
      error={error}
      aside={
        isAlive && (
          <span className={cn('shrink-0', left < 0 ? 'font-semibold text-bad' : 'text-muted')}>
            {left < 0 ? t('book.noteOver', { count: -left }) : t('book.noteLeft', { count: left })}
          </span>
        )
      }
    >
      {(field) => (
        <Textarea
          {...field}
          rows={2}
          defaultValue={value}
          onInput={({ currentTarget }) => setLeft(NOTE_MAX - charactersIn(currentTarget.value))}
        />
      )}
    </Field>
  );
}

/** As a person counts, and as the API does: an emoji family is one. */
function charactersIn(text: string): number {
  return [...new Intl.Segmenter('id', { granularity: 'grapheme' }).segment(text.trim())].length;
}
