import { OrganiserRole } from '@karcis/contracts';
import { useText } from '../i18n/use-text.ts';

/** Which of the three an organiser is, each with what it may do. */
export function RoleFields({ value = 'reviewer' }: { readonly value?: OrganiserRole }) {
  const t = useText();
  return (
    <fieldset className="space-y-2">
      <legend className="pb-1.5 font-semibold">{t('accounts.role')}</legend>
      {OrganiserRole.options.map((role) => (
        <label
          key={role}
          className="flex cursor-pointer gap-3 rounded-control border border-line-strong px-4 py-3 has-checked:border-accent has-checked:bg-accent-soft"
        >
          <input
            type="radio"
            name="role"
            value={role}
            defaultChecked={role === value}
            className="mt-1 size-4 shrink-0 accent-accent"
          />
          <span>
            <span className="block font-semibold">{t(`accounts.roles.${role}`)}</span>
            <span className="block text-sm">{t(`accounts.rolesHint.${role}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
