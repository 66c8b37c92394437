import type { OrganiserAccount } from '@karcis/contracts';
import type { Tone } from '../../ui/badge.tsx';

export const statusTones: Readonly<Record<OrganiserAccount['status'], Tone>> = {
  invited: 'wait',
  active: 'good',
  disabled: 'neutral',
};
