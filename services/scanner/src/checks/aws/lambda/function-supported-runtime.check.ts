import { lambdaFunction } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

/** Runtimes that AWS no longer patches: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html (deprecated by 2026-01). */
const deprecatedRuntimes = new Set([
  ...[
    'nodejs',
    'nodejs4.3',
    'nodejs4.3-edge',
    'nodejs6.10',
    'nodejs8.10',
    'nodejs10.x',
    'nodejs12.x',
    'nodejs14.x',
    'nodejs16.x',
    'nodejs18.x',
  ],
  ...['python2.7', 'python3.6', 'python3.7', 'python3.8', 'python3.9', 'java8', 'go1.x', 'provided', 'ruby2.5', 'ruby2.7'],
  ...['dotnetcore1.0', 'dotnetcore2.0', 'dotnetcore2.1', 'dotnetcore3.1', 'dotnet5.0', 'dotnet6', 'dotnet7'],
]);

export const functionSupportedRuntime = check({
  id: 'aws.lambda.function-supported-runtime',
  on: lambdaFunction,
  severity: 'medium',
  title: 'Lambda functions use supported runtimes',
  why: 'A deprecated runtime gets no security fixes, and soon the function can be neither updated nor redeployed.',
  fix: 'Move the function to a current version of its runtime.',
  controls: { 'aws-fsbp': ['Lambda.2'], 'nist-800-53-r5': ['SI-2'] },
  judge: ({ runtime }) => (runtime !== null && deprecatedRuntimes.has(runtime) ? fail(`the runtime ${runtime} is deprecated`) : pass),
  examples: { pass: [{ runtime: 'nodejs22.x' }, { runtime: null }], fail: [{ runtime: 'python3.7' }] },
});
