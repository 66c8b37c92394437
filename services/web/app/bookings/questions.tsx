import type { Question } from '@karcis/contracts';
import { useTranslation } from 'react-i18next';
import { Field } from '../ui/field.tsx';
import { Input, Select, Textarea } from '../ui/input.tsx';
import { questionField } from './proof-form.ts';

const ANSWER_MAX = 4000;

/** The item's own questions, as the organiser wrote them. */
export function Questions({
  questions,
  values,
  errors,
}: {
  readonly questions: readonly Question[];
  readonly values: Readonly<Record<string, string | boolean>>;
  readonly errors: Readonly<Record<string, string>>;
}) {
  const { t } = useTranslation();
  return questions.map((question) => {
    const { key, label, type, required, options } = question;
    const name = questionField(key);
    const error = errors[name];
    if (type === 'checkbox') {
      return <Tick key={key} {...{ name, label, required, error }} isOn={values[key] === true} />;
    }
    const value = String(values[key] ?? '');
    return (
      <Field
        key={key}
        name={name}
        label={label}
        optional={required ? undefined : t('book.optional')}
        error={error}
      >
        {(field) => {
          const shared = { ...field, required, defaultValue: value };
          if (type === 'textarea') return <Textarea {...shared} rows={3} maxLength={ANSWER_MAX} />;
          if (type === 'text') return <Input {...shared} maxLength={ANSWER_MAX} />;
          return (
            <Select {...shared}>
              <option value="">{t('pay.pick')}</option>
              {options.map((option) => (
                <option key={option}>{option}</option>
              ))}
            </Select>
          );
        }}
      </Field>
    );
  });
}

function Tick(props: {
  readonly name: string;
  readonly label: string;
  readonly required: boolean;
  readonly error: string | undefined;
  readonly isOn: boolean;
}) {
  const errorId = `${props.name}-error`;
  return (
    <div>
      <label className="flex gap-3">
        <input
          type="checkbox"
          name={props.name}
          required={props.required}
          defaultChecked={props.isOn}
          aria-invalid={props.error ? true : undefined}
          aria-describedby={props.error ? errorId : undefined}
          className="mt-0.5 size-5 shrink-0 accent-(--accent)"
        />
        <span className="font-semibold">{props.label}</span>
      </label>
      {props.error && (
        <p id={errorId} className="pt-1 text-sm font-semibold text-bad">
          {props.error}
        </p>
      )}
    </div>
  );
}
