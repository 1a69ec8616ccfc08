import type { z } from 'zod';
import type { CloudProvider } from '../identity/cloud-account.ts';

/**
 * A kind of resource and what the platform allows itself to keep of it. The schema is an allow-list: what it does not name is dropped,
 * since environment values, user data and parameters are where customers' secrets live.
 */
export interface ResourceType<T> {
  /** `aws.ec2.instance` */
  readonly type: string;
  readonly provider: CloudProvider;
  /** For people: `EC2 instance`. */
  readonly title: string;
  readonly shape: z.ZodType<T>;
}

const resourceTypeName = /^(aws|azure|gcp)(\.[a-z0-9]+(-[a-z0-9]+)*){2}$/;

/** Declares a resource type. Throws when its name is not of the form `provider.service.kind`. */
export function defineResource<T>(definition: ResourceType<T>): ResourceType<T> {
  if (!resourceTypeName.test(definition.type)) throw new Error(`not a resource type: ${definition.type}`);
  return definition;
}

/** What a resource is, for a check: its shape. */
export type ResourceOf<R> = R extends ResourceType<infer T> ? T : never;
