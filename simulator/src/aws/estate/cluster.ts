import type { Cluster } from '@aws-sdk/client-eks';
import type { Estate } from './estate.ts';
import { vpcId } from './network.ts';
import { securityGroupId } from './security-group.ts';
import { tagMap, tagsOf } from './tags.ts';

export function clusterAt(estate: Estate, region: string, index: number): Cluster {
  const dice = estate.dice('cluster', region, index);
  const name = `k8s-${dice.pick('name', ['blue', 'green', 'batch'])}-${index}`;
  const isPublic = dice.chance('public', 0.6);
  return {
    name,
    arn: estate.arn('eks', region, `cluster/${name}`),
    createdAt: estate.daysAgo(10 + dice.int('age', 700)),
    version: dice.pick('version', ['1.33', '1.32', '1.31', '1.28', '1.27']),
    platformVersion: 'eks.9',
    status: 'ACTIVE',
    endpoint: `https://${dice.hex('endpoint', 32).toUpperCase()}.gr7.${region}.eks.amazonaws.com`,
    roleArn: `arn:aws:iam::${estate.accountId}:role/eks-${index}`,
    certificateAuthority: { data: Buffer.from('-----BEGIN CERTIFICATE-----\nsimulated\n-----END CERTIFICATE-----\n').toString('base64') },
    resourcesVpcConfig: {
      vpcId: vpcId(estate, region, 0),
      subnetIds: [`subnet-${estate.id('subnet', region, 0)}`],
      clusterSecurityGroupId: securityGroupId(estate, region, 0),
      endpointPublicAccess: isPublic,
      endpointPrivateAccess: !isPublic || dice.chance('private too', 0.5),
      publicAccessCidrs: isPublic ? [dice.chance('world', 0.6) ? '0.0.0.0/0' : '203.0.113.0/24'] : [],
    },
    kubernetesNetworkConfig: { serviceIpv4Cidr: '172.20.0.0/16', ipFamily: 'ipv4' },
    logging: { clusterLogging: [{ types: ['api', 'audit', 'authenticator'], enabled: dice.chance('logging', 0.45) }] },
    encryptionConfig: dice.chance('secrets encrypted', 0.5)
      ? [{ resources: ['secrets'], provider: { keyArn: estate.arn('kms', region, 'alias/eks') } }]
      : undefined,
    tags: tagMap(tagsOf(dice, name)),
  };
}
