import * as createBooking from './20261123T0200-create-booking.ts';
import * as tickets from './20261125T1502-tickets.ts';
import * as createPayments from './20261125T1504-create-payments.ts';
import * as methodsNameProviders from './20261125T1505-methods-name-providers.ts';
import * as rememberAccounts from './20261125T1512-remember-accounts.ts';
import * as createStatements from './20261125T1513-create-statements.ts';
import * as erasePeople from './20261129T1430-erase-people.ts';
import * as dismissStatementLines from './20261129T1453-dismiss-statement-lines.ts';
import * as leanStatistics from './20261201T0015-lean-statistics.ts';

export const schema = 'booking';

/** Every migration in order; a new one goes last. */
export const migrations = {
  '20261123T0200-create-booking': createBooking,
  '20261125T1502-tickets': tickets,
  '20261125T1504-create-payments': createPayments,
  '20261125T1505-methods-name-providers': methodsNameProviders,
  '20261125T1512-remember-accounts': rememberAccounts,
  '20261125T1513-create-statements': createStatements,
  '20261129T1430-erase-people': erasePeople,
  '20261129T1453-dismiss-statement-lines': dismissStatementLines,
  '20261201T0015-lean-statistics': leanStatistics,
};

/** Tables that the service's role may only read and add to. */
export const appendOnly = ['audit', 'ticket_audit'];
