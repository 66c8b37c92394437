import { describe, expect, it } from '@jest/globals';
import { captureLogs, silentLog } from './logs.ts';

describe('captureLogs', () => {
  it('keeps every line, also of a child logger', () => {
    const logs = captureLogs();
    logs.log.info({ booking: 1 }, 'held');
    logs.log.child({ part: 'relay' }).trace('published');

    expect(logs.lines).toMatchObject([{ booking: 1, msg: 'held' }, { part: 'relay' }]);
    expect(logs.text()).toContain('"msg":"published"');
  });
});

describe('silentLog', () => {
  it('has every level off', () => {
    expect(silentLog.isLevelEnabled('fatal')).toBe(false);
  });
});
