import * as createGateway from './20261123T0210-create-gateway.ts';
import * as dropHoldClaims from './20261125T1230-drop-hold-claims.ts';
import * as addPeople from './20261125T1510-add-people.ts';
import * as organiserRoles from './20261125T1511-organiser-roles.ts';

export const schema = 'gateway';

/** Every migration in order; a new one goes last. */
export const migrations = {
  '20261123T0210-create-gateway': createGateway,
  '20261125T1230-drop-hold-claims': dropHoldClaims,
  '20261125T1510-add-people': addPeople,
  '20261125T1511-organiser-roles': organiserRoles,
};

/** Tables that the service's role may only read and add to. */
export const appendOnly: string[] = [];
