/**
 * The services that the simulator speaks for, keyed by the name that a SigV4 scope carries. A client's module is imported when its
 * service is first called: ec2 alone costs 0.7 s and 80 MB.
 */
import { operationsOf, type Operation } from './operation.ts';
import { compileRoutes, type Route } from './route-rest.ts';

export type Protocol = 'awsQuery' | 'ec2Query' | 'restXml' | 'restJson1' | 'awsJson1_1';

export interface Service {
  /** Signing name; `tagging` and `config` differ from their client's name. */
  name: string;
  protocol: Protocol;
  /** XML namespace of the answers; empty for JSON. */
  namespace: string;
  operations: ReadonlyMap<string, Operation>;
  /** Most specific first; empty for protocols without HTTP bindings. */
  routes: readonly Route[];
}

interface Declaration {
  protocol: Protocol;
  namespace?: string;
  load: () => Promise<Record<string, unknown>>;
}

const declarations: Record<string, Declaration> = {
  sts: { protocol: 'awsQuery', namespace: 'https://sts.amazonaws.com/doc/2011-06-15/', load: () => import('@aws-sdk/client-sts') },
  iam: { protocol: 'awsQuery', namespace: 'https://iam.amazonaws.com/doc/2010-05-08/', load: () => import('@aws-sdk/client-iam') },
  rds: { protocol: 'awsQuery', namespace: 'http://rds.amazonaws.com/doc/2014-10-31/', load: () => import('@aws-sdk/client-rds') },
  ec2: { protocol: 'ec2Query', namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/', load: () => import('@aws-sdk/client-ec2') },
  s3: { protocol: 'restXml', namespace: 'http://s3.amazonaws.com/doc/2006-03-01/', load: () => import('@aws-sdk/client-s3') },
  lambda: { protocol: 'restJson1', load: () => import('@aws-sdk/client-lambda') },
  guardduty: { protocol: 'restJson1', load: () => import('@aws-sdk/client-guardduty') },
  securityhub: { protocol: 'restJson1', load: () => import('@aws-sdk/client-securityhub') },
  eks: { protocol: 'restJson1', load: () => import('@aws-sdk/client-eks') },
  cloudtrail: { protocol: 'awsJson1_1', load: () => import('@aws-sdk/client-cloudtrail') },
  kms: { protocol: 'awsJson1_1', load: () => import('@aws-sdk/client-kms') },
  config: { protocol: 'awsJson1_1', load: () => import('@aws-sdk/client-config-service') },
  tagging: { protocol: 'awsJson1_1', load: () => import('@aws-sdk/client-resource-groups-tagging-api') },
  ecr: { protocol: 'awsJson1_1', load: () => import('@aws-sdk/client-ecr') },
};

/** Every signing name that is served. */
export const serviceNames: readonly string[] = Object.keys(declarations);

/** The protocol of a service without importing its client; undefined for a service that is not served. */
export function protocolOf(name: string): Protocol | undefined {
  return Object.hasOwn(declarations, name) ? declarations[name]?.protocol : undefined;
}

const loaded = new Map<string, Promise<Service>>();

/** The model of a served service, read from its SDK client once. Throws on a name that `protocolOf` does not know. */
export function loadService(name: string): Promise<Service> {
  let service = loaded.get(name);
  if (!service) {
    const declaration = declarations[name];
    if (!declaration) throw new Error(`no such service: ${name}`);
    service = declaration.load().then((client) => {
      const operations = operationsOf(client);
      const isRest = declaration.protocol === 'restXml' || declaration.protocol === 'restJson1';
      return {
        name,
        protocol: declaration.protocol,
        namespace: declaration.namespace ?? '',
        operations,
        routes: isRest ? compileRoutes(operations, declaration.protocol === 'restXml') : [],
      };
    });
    loaded.set(name, service);
  }
  return service;
}
