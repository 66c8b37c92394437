import { business } from './business.ts';
import type { Dashboard } from './dashboard.ts';
import { engines } from './engines.ts';
import { services } from './services.ts';

/** Every dashboard of Karcis. */
export const dashboards: readonly Dashboard[] = [business, services, engines];
