/** What a run of the fault tests is asked for. */
export function readConfig(env: NodeJS.ProcessEnv = process.env) {
  return {
    /** Every fault, for minutes; without it the few that tell most in a minute. */
    all: env['FAULTS'] === 'all',
  } as const;
}
