import type { RouteConfigEntry } from '@react-router/dev/routes';

/** The organiser's pages, under `/admin`. */
export const adminRoutes: RouteConfigEntry[] = [];
