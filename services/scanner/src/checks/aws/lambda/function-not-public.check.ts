import { lambdaFunction } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

export const functionNotPublic = check({
  id: 'aws.lambda.function-not-public',
  on: lambdaFunction,
  severity: 'critical',
  title: 'Lambda functions cannot be invoked by everybody',
  why:
    'A function policy with the principal "*" and no condition lets anybody with an AWS account run it, with the rights of its role ' +
    'and at your cost.',
  fix: 'Remove the statement, or name the principal and add a condition such as aws:SourceArn.',
  controls: { 'aws-fsbp': ['Lambda.1'], 'nist-800-53-r5': ['AC-3', 'AC-4', 'SC-7'] },
  judge: ({ isPublic }) => (isPublic ? fail('its policy lets anybody invoke it') : pass),
  examples: { pass: [{ isPublic: false }], fail: [{ isPublic: true }] },
});
