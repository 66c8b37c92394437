import { type RefObject, useEffect, useRef, useState } from 'react';
import { useHydrated } from '../../live/use-hydrated.ts';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import { Field } from '../../ui/field.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { Input, Select, Textarea } from '../../ui/input.tsx';
import type { FieldErrors } from '../forms/use-live-errors.ts';
import { useText } from '../i18n/use-text.ts';
import {
  QUESTIONS_MAX,
  type QuestionValues,
  blankQuestion,
  changeRows,
  questionField,
  questionTypes,
} from './question-values.ts';

type Row = { readonly id: number; readonly values: QuestionValues };

/**
 * The item's own questions. Every button is one of the form's: without script the server answers the form with the list
 * changed. With it, rows keep what was typed into them wherever they go.
 */
export function QuestionsEditor({
  questions,
  errors,
  onChange,
}: {
  readonly questions: readonly QuestionValues[];
  readonly errors: FieldErrors;
  readonly onChange: () => void;
}) {
  const t = useText();
  const isAlive = useHydrated();
  const [rows, setRows] = useState<readonly Row[]>(() =>
    questions.map((values, id) => ({ id, values })),
  );
  const nextId = useRef(questions.length);
  const list = useRef<HTMLOListElement>(null);
  useEffect(onChange, [rows]);

  function change(verb: string): void {
    const blank = { id: nextId.current, values: blankQuestion };
    nextId.current += 1;
    setRows(changeRows(rows, verb, blank) ?? rows);
    if (verb === 'add') focusNewRow(list);
  }
  const act = (verb: string) => ({
    type: isAlive ? ('button' as const) : ('submit' as const),
    name: 'do',
    value: verb,
    onClick: () => isAlive && change(verb),
  });

  return (
    <div className="space-y-4">
      {errors['submission.fields'] && (
        <p className="text-sm font-semibold text-bad">{errors['submission.fields']}</p>
      )}
      <ol ref={list} className="space-y-4">
        {rows.map(({ id, values }, index) => {
          const number = index + 1;
          const tool = (
            verb: string,
            icon: IconName,
            name: 'items.moveUp' | 'items.moveDown' | 'items.removeQuestion',
            isOff = false,
          ) => (
            <Button
              {...act(`${verb}-${index}`)}
              variant="quiet"
              size="icon"
              disabled={isOff}
              aria-label={t(name, { number })}
            >
              <Icon name={icon} />
            </Button>
          );
          return (
            <li key={id} className="space-y-4 rounded-card border border-line bg-paper p-4">
              <div className="flex items-center justify-between gap-2">
                <h3 className="text-base">{t('items.question', { number })}</h3>
                <div className="flex">
                  {tool('up', 'up', 'items.moveUp', index === 0)}
                  {tool('down', 'down', 'items.moveDown', index === rows.length - 1)}
                  {tool('remove', 'trash', 'items.removeQuestion')}
                </div>
              </div>
              <QuestionFields index={index} values={values} errors={errors} />
            </li>
          );
        })}
      </ol>
      {rows.length < QUESTIONS_MAX && (
        <Button {...act('add')} variant="outline" size="sm">
          <Icon name="plus" />
          {t('items.addQuestion')}
        </Button>
      )}
    </div>
  );
}

function focusNewRow(list: RefObject<HTMLOListElement | null>): void {
  requestAnimationFrame(() =>
    list.current?.lastElementChild?.querySelector<HTMLElement>('input')?.focus(),
  );
}

function QuestionFields({
  index,
  values,
  errors,
}: {
  readonly index: number;
  readonly values: QuestionValues;
  readonly errors: FieldErrors;
}) {
  const t = useText();
  const name = (part: keyof QuestionValues) => questionField(index, part);
  return (
    <>
      <Field name={name('label')} label={t('items.label')} error={errors[name('label')]}>
        {(field) => <Input {...field} required maxLength={120} defaultValue={values.label} />}
      </Field>
      <div className="group/type grid gap-4 sm:grid-cols-2">
        <Field name={name('type')} label={t('items.type')} error={errors[name('type')]}>
          {(field) => (
            <Select {...field} defaultValue={values.type}>
              {questionTypes.map((type) => (
                <option key={type} value={type}>
                  {t(`items.types.${type}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field
          name={name('key')}
          label={t('items.key')}
          optional={t('items.optional')}
          hint={t('items.keyHint')}
          error={errors[name('key')]}
        >
          {(field) => (
            <Input {...field} maxLength={40} autoComplete="off" defaultValue={values.key} />
          )}
        </Field>
        {/* Choices show for the kind that has them: told by CSS, so without script too. */}
        <div className="hidden group-has-[option[value=select]:checked]/type:block sm:col-span-2">
          <Field
            name={name('options')}
            label={t('items.options')}
            hint={t('items.optionsHint')}
            error={optionsError(errors, name('options'))}
          >
            {(field) => <Textarea {...field} rows={4} defaultValue={values.options} />}
          </Field>
        </div>
      </div>
      <Checkbox
        name={name('required')}
        label={t('items.required')}
        defaultChecked={values.required}
      />
    </>
  );
}

/** Of the list of choices, or of the first choice that is wrong. */
const optionsError = (errors: FieldErrors, name: string) =>
  errors[name] ?? Object.entries(errors).find(([of]) => of.startsWith(`${name}.`))?.[1];
