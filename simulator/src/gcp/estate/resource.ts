/** A generated resource, as the service that owns it describes it. */
export interface Policy {
  version?: number;
  etag?: string;
  bindings: Binding[];
  auditConfigs?: { service: string; auditLogConfigs: { logType: string; exemptedMembers?: string[] }[] }[];
}

export interface Binding {
  role: string;
  members: string[];
  condition?: { title: string; expression: string };
}

export interface Resource {
  /** Full resource name: `//compute.googleapis.com/projects/…`. */
  name: string;
  /** `us-central1`, `us-central1-a`, `us`, `global`. */
  location: string;
  displayName: string;
  /** What the service's own API answers for it. */
  data: Record<string, unknown>;
  /** ISO. */
  createTime: string;
  /** Full name of what it lies in; the project by default. */
  parent?: string;
  labels?: Record<string, string>;
  networkTags?: string[];
  description?: string;
  state?: string;
  policy?: Policy;
}
