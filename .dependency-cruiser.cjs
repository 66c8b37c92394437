const inService = (folder) => `^services/([^/]+)/src/${folder}/`;
const TEST = '(/test/|\\.test\\.ts$)';

/** Hashes, address syntax, bytes: functions of their arguments. */
const PURE_BUILT_IN = '^(crypto|net|buffer|util)$';

const forbid = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    forbid(
      'domain-is-pure',
      'Rules run without a database, a clock or a broker: pass in what they need.',
      { path: inService('domain'), pathNot: TEST },
      { pathNot: ['^services/$1/src/domain/', '^libs/contracts/', PURE_BUILT_IN] },
    ),
    forbid(
      'commands-know-no-transport',
      'A command runs the same whether HTTP or an event asked for it: let the door call the command.',
      { path: inService('commands') },
      { path: inService('(http|events)') },
    ),
    forbid(
      'queries-know-no-transport',
      'A query only reads: let the door call it.',
      { path: inService('queries') },
      { path: inService('(http|events|commands)') },
    ),
    forbid(
      'db-is-at-the-bottom',
      'SQL knows rows and domain types, never who asks.',
      { path: inService('db') },
      { path: inService('(http|events|commands|queries)') },
    ),
    forbid(
      'doors-do-not-touch',
      'http and events are two ways in; neither opens the other.',
      { path: inService('http') },
      { path: '^services/$1/src/events/' },
    ),
    forbid(
      'doors-do-not-touch-either',
      'http and events are two ways in; neither opens the other.',
      { path: inService('events') },
      { path: '^services/$1/src/http/' },
    ),
    forbid(
      'services-are-islands',
      'Services meet only through libs/contracts.',
      { path: '^services/([^/]+)/' },
      { path: '^services/', pathNot: '^services/$1/' },
    ),
    forbid(
      'libs-stay-below',
      'A library never knows who uses it: pass in what it needs.',
      { path: '^libs/' },
      { path: '^(services|deploy)/' },
    ),
    forbid(
      'libs-have-a-front-door',
      'Import a library by its name: what index.ts does not export is its own business.',
      { path: '^(?:libs|services|deploy)/([^/]+)/' },
      {
        path: '^libs/',
        pathNot: [
          '^libs/$1/',
          '^libs/[^/]+/src/index\\.ts$',
          '^libs/testing/src/(servers|read-svg)\\.ts$',
        ],
      },
    ),
    forbid(
      'production-knows-no-tests',
      'What runs in production must not need what tests stand on.',
      { path: '^(libs|services)/', pathNot: [TEST, '^libs/testing/'] },
      { path: ['^libs/testing/', TEST] },
    ),
    forbid('no-cycles', 'A cycle means two files are one file.', {}, { circular: true }),
    forbid('no-dead-ends', 'The import leads nowhere.', {}, { couldNotResolve: true }),
  ],
  options: {
    // No TypeScript options: they ask for a compiler below 7, and type imports are seen without them.
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['(^|/)\\.karcis', '^services/web/(build|\\.react-router)/'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['node', 'import', 'default'],
    },
  },
};
