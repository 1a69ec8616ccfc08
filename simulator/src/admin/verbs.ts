import { z } from 'zod';
import type { RecordedCall } from '../control.ts';
import type { FaultPlan } from '../faults/fault-plan.ts';
import type { Recorder } from '../server/recorder.ts';
import { clockOffset, faultPlan, recordedFilter, trustIssuer } from './schemas.ts';
import { verb, type Verbs } from './verb.ts';

export interface SharedWorld {
  faults: FaultPlan;
  recorder: Recorder;
  issuers: Map<string, string>;
  clock: { offsetMs: number };
}

/** What an admin can do to all simulated clouds together. */
export const sharedVerbs = ({ faults, recorder, issuers, clock }: SharedWorld): Verbs => ({
  recorded: verb({ input: recordedFilter, run: (filter): RecordedCall[] => recorder.list(filter) }),
  'clear-recorded': verb({
    input: z.strictObject({}),
    run: () => {
      recorder.clear();
      return null;
    },
  }),
  'set-faults': verb({
    input: z.strictObject({ rules: faultPlan }),
    run: ({ rules }) => {
      faults.set(rules);
      return null;
    },
  }),
  'trust-issuer': verb({
    input: trustIssuer,
    isJournaled: true,
    run: ({ issuer, url }) => {
      if (url === null) issuers.delete(issuer);
      else issuers.set(issuer, url);
      return null;
    },
  }),
  'set-clock-offset': verb({
    input: clockOffset,
    run: ({ offsetMs }) => {
      clock.offsetMs = offsetMs;
      return null;
    },
  }),
});
