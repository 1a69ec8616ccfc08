import { iamRole } from '@offload/contracts';
import { check, fail, pass } from '../../../check/check.ts';

const other = 'arn:aws:iam::210987654321:root';
const own = 'arn:aws:iam::123456789012:role/app';
const trust = (awsPrincipals: string[], conditionKeys: string[]) => ({
  isAllow: true,
  awsPrincipals,
  services: [],
  federated: [],
  conditionKeys,
});

export const roleExternalId = check({
  id: 'aws.iam.role-external-id',
  on: iamRole,
  severity: 'medium',
  title: 'Roles that whole foreign accounts may assume demand a condition',
  why:
    'A service that many customers trust can be talked into using the role of another (the confused deputy) unless the role demands ' +
    'an external ID.',
  fix: 'Add the condition sts:ExternalId, with the ID that the service issued to you, or restrict the trust to an organization.',
  controls: { 'nist-800-53-r5': ['AC-3'] },
  judge: ({ trust: statements }) => {
    const open = statements.find(
      ({ isAllow, awsPrincipals, conditionKeys }) =>
        isAllow && conditionKeys.length === 0 && awsPrincipals.some((arn) => /^(\d{12}|arn:aws:iam::\d{12}:root)$/.test(arn)),
    );
    return open === undefined
      ? pass
      : fail(`every principal of ${open.awsPrincipals.join(', ')} with the permission may assume it, unconditionally`);
  },
  examples: {
    pass: [{ trust: [trust([other], ['sts:externalid'])] }, { trust: [trust([own], [])] }],
    fail: [{ trust: [trust([other], [])] }, { trust: [trust(['210987654321'], [])] }],
  },
});
