import type { Config } from '@react-router/dev/config';

export default {
  appDirectory: 'app',
  buildDirectory: process.env['WEB_BUILD_FOLDER'] ?? 'build/by-hand',
  ssr: true,
  // A page knows all routes: asking for them would count against a visitor's limit.
  routeDiscovery: { mode: 'initial' },
} satisfies Config;
