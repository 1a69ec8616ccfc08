import type { IncomingHttpHeaders } from 'node:http';
import { defaultRegions } from '../admin/schemas.ts';
import type { PlatformIdentity } from '../control.ts';
import type { Answer, Cloud, Surroundings } from '../server/cloud.ts';
import { awsVerbs } from './admin/verbs.ts';
import { handlers } from './handlers/handlers.ts';
import { guessProtocol, serve } from './pipeline.ts';
import { refusal } from './wire/refusals.ts';
import { protocolOf } from './wire/services.ts';
import { parseAuthorization } from './wire/sigv4.ts';
import { writeError } from './wire/write-answer.ts';
import { World } from './world/world.ts';

/** The simulated AWS, and who the platform is in it: an IAM user that may assume any role that lets it, the same in every simulator. */
export interface AwsCloud extends Cloud {
  readonly platform: PlatformIdentity;
  /** What cannot be served at all, in the words of the service that a request is for, as far as it tells. */
  refuse(name: 'tooLarge' | 'internal', request: { method: string; headers: IncomingHttpHeaders }): Answer;
}

const platformAccountId = '111122223333';
const platformUser = {
  userName: 'offload-platform',
  accessKeyId: 'AKIAOFFLOADSIMULATOR',
  secretAccessKey: 'simulated+secret+of+the+platform+account',
};

export function createAwsCloud({ seed, size, epoch, canary, faults, recorder, issuers, now }: Surroundings): AwsCloud {
  const world = new World({ seed, size, epoch, canary, enabledRegions: defaultRegions, now });
  const platform = createPlatform(world);
  return {
    platform,
    // Its clients name no host: who signs a request says what service and region it is for.
    serves: (host) => host === '',
    serve: (request) => serve({ world, handlers, faults, recorder, issuers, now }, request),
    verbs: awsVerbs(world),
    refuse(name, request) {
      const authorization = parseAuthorization(request.headers.authorization ?? '');
      const protocol = (authorization && protocolOf(authorization.service)) ?? guessProtocol(request);
      return writeError(protocol, '', refusal(name, protocol), 'simulator');
    },
  };
}

function createPlatform(world: World): PlatformIdentity {
  world.createAccount({ accountId: platformAccountId, size: 0 });
  const user = world.putUser(platformAccountId, {
    name: platformUser.userName,
    path: '/',
    inlinePolicies: {
      AssumeCustomerRoles: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Resource: '*' }] },
    },
    managedPolicyArns: [],
    accessKeys: [{ accessKeyId: platformUser.accessKeyId, secretAccessKey: platformUser.secretAccessKey }],
  });
  return {
    accountId: platformAccountId,
    principalArn: user.arn,
    accessKeyId: platformUser.accessKeyId,
    secretAccessKey: platformUser.secretAccessKey,
  };
}
