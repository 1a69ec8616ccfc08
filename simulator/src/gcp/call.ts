/** What a handler gets beside its input. */
import type { Project } from './world/project.ts';
import type { ServiceAccount } from './world/service-account.ts';
import type { GcpWorld } from './world/world.ts';

export interface Call {
  /** `cloudasset.projects.assets.list`. */
  methodId: string;
  caller: ServiceAccount;
  /** The project that the call is about, which the caller may read. */
  project: Project;
  /** What the path's placeholders stand for. */
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  body: Record<string, unknown>;
  world: GcpWorld;
  /** Milliseconds since 1970 on the simulated cloud's clock. */
  nowMs: number;
}

/** One method of Google's: where it is, and how it is answered. */
export interface Method {
  /** As in Google's reference: `cloudasset.projects.assets.list`. */
  id: string;
  host: string;
  verb: 'GET' | 'POST' | 'DELETE';
  /** `/v1/projects/{project}/assets`. A `{placeholder}` is one segment, up to a custom verb. */
  path: string;
  /** The project's id or number where the path does not name it. */
  projectOf?: (request: { params: Record<string, string>; body: Record<string, unknown> }) => string | undefined;
  /** Where the call is about; `` for everywhere. */
  locationOf?: (request: { params: Record<string, string>; query: URLSearchParams }) => string;
  /** Changes something: a token that may only read does not do. */
  isWrite?: boolean;
  /** The answer's JSON. Throws GoogleError for what Google would refuse. */
  answer: (call: Call) => object;
}
