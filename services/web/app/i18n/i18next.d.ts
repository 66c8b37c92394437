import 'i18next';
import type { AccountTranslation } from '../accounts/i18n/id.ts';
import type { AdminTranslation } from '../admin/i18n/id.ts';
import type { Translation } from './id.ts';

declare module 'i18next' {
  // i18next is told of texts by this very interface.
  interface CustomTypeOptions {
    defaultNS: 'common';
    resources: { common: Translation; admin: AdminTranslation; account: AccountTranslation };
  }
}
