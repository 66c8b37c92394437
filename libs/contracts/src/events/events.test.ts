import { describe, expect, it } from '@jest/globals';
import type { EventContract } from '../define.ts';
import * as booking from './booking.ts';
import * as capacity from './capacity.ts';
import * as proof from './proof.ts';

const contracts = Object.values<EventContract>({ ...booking, ...capacity, ...proof } as never);
const personal = /name|contact|whatsapp|email|note|attendee|token|answers|ipHash/i;

describe.each(contracts.map((contract) => [contract.type, contract] as const))(
  '%s',
  (type, contract) => {
    it("keeps its example, its version and its publisher's stream", () => {
      expect(contract.data.parse(contract.example)).toEqual(contract.example);
      expect(type).toMatch(/^[a-z]+\.[a-z]+(-[a-z]+)*\.v\d+$/);
      expect(contract.stream.toLowerCase()).toBe(type.slice(0, type.indexOf('.')));
    });

    it('carries nothing personal', () => {
      expect(Object.keys(contract.example as object).filter((key) => personal.test(key))).toEqual(
        [],
      );
    });
  },
);
