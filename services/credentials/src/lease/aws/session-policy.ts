/** AWS: the inline policy and the ARNs of managed ones together. https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const mostCharacters = 2048;

/**
 * The session policy that allows these actions and nothing else, on any resource. Throws when it would be too long for AWS: a job that declares
 * so much must be split.
 */
export function sessionPolicyOf(actions: readonly string[]): string {
  const policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: [...new Set(actions)].sort(), Resource: '*' }],
  });
  if (policy.length > mostCharacters)
    throw new Error(`a session policy of ${actions.length} actions has ${policy.length} characters; AWS takes ${mostCharacters}`);
  return policy;
}
