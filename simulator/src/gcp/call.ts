/** What a handler gets beside its input. */
import type { Project } from './world/project.ts';
import type { GcpWorld } from './world/world.ts';

/** Who presents an access token. */
export interface Caller {
  /** A service account's e-mail address, or the `principal://…` of a federated identity. */
  member: string;
  /** Where its calls go on account: the service account's project, or the pool's. */
  projectId: string;
  scopes: readonly string[];
}

export interface Call {
  /** `cloudasset.projects.assets.list`. */
  methodId: string;
  caller: Caller;
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
  /** A scope that is enough, beside that for everything. */
  scope?: string;
  /** Where it is not the project that lets the caller: throws GoogleError when nothing does. */
  authorize?: (request: { params: Record<string, string>; caller: Caller; world: GcpWorld }) => void;
  /** The answer's JSON. Throws GoogleError for what Google would refuse. */
  answer: (call: Call) => object;
}
