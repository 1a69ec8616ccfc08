import type { GcpIamBinding } from '@offload/contracts';
import type { GcpClient, GcpQuery } from './gcp-client.ts';
import type { IamPolicy } from './iam-policy.ts';
import { PolicyReader } from './policy-reader.ts';
import { resourceNameOf } from './resource-name.ts';

/** The most that Cloud Asset gives a page. */
const listPageSize = 1000;
const searchPageSize = 500;
const searchReadMask = 'name,assetType,location,displayName,labels,createTime,versionedResources';

/** A resource as Cloud Asset shows it: `data` is what the resource's own API says of it. */
export interface CloudAsset<D> {
  /** The full resource name: `//compute.googleapis.com/projects/p/global/firewalls/f`. */
  readonly name: string;
  /** A region, a zone, `global`, or a multi-region; null when it is not told. */
  readonly location: string | null;
  readonly data: Partial<D>;
}

interface ResourceList<D> {
  readonly assets?: readonly { readonly name?: string; readonly resource?: { readonly data?: Partial<D>; readonly location?: string } }[];
}

interface PolicyList {
  readonly assets?: readonly { readonly name?: string; readonly iamPolicy?: IamPolicy }[];
  readonly nextPageToken?: string;
}

interface SearchResults<D> {
  readonly results?: readonly {
    readonly name?: string;
    readonly location?: string;
    readonly versionedResources?: readonly { readonly version?: string; readonly resource?: Partial<D> }[];
  }[];
}

/** The resources of a project, as Cloud Asset Inventory keeps them: what was deleted minutes ago may still be among them. */
export class CloudAssets {
  readonly #client: GcpClient;
  readonly #projectId: string;
  readonly #policies = new Map<string, PolicyReader>();

  constructor(client: GcpClient, projectId: string) {
    this.#client = client;
    this.#projectId = projectId;
  }

  /** Every resource of a type, wherever it is. Needs `cloudasset.assets.listResource`. */
  async *list<D>(assetType: string): AsyncGenerator<readonly CloudAsset<D>[]> {
    for await (const { assets = [] } of this.#client.pages<ResourceList<D>>(this.#assetsUrl, listQuery(assetType, 'RESOURCE'))) {
      yield assets.map(({ name, resource }) => ({ name: this.#nameOf(name), location: resource?.location ?? null, data: resource?.data ?? {} }));
    }
  }

  /** The resources of a type in a region and its zones. Needs `cloudasset.assets.searchAllResources`. */
  async *search<D>(assetType: string, region: string): AsyncGenerator<readonly CloudAsset<D>[]> {
    const url = `https://cloudasset.googleapis.com/v1/projects/${this.#projectId}:searchAllResources`;
    // The star takes the zones in, and `europe-west10` for `europe-west1` with them.
    const query = { assetTypes: [assetType], query: `location:${region}*`, readMask: searchReadMask, pageSize: searchPageSize };
    for await (const { results = [] } of this.#client.pages<SearchResults<D>>(url, query)) {
      yield results
        .filter(({ location = '' }) => location === region || location.startsWith(`${region}-`))
        .map(({ name, location, versionedResources = [] }) => ({
          name: this.#nameOf(name),
          location: location ?? null,
          data: (versionedResources.find(({ version }) => version === 'v1') ?? versionedResources[0])?.resource ?? {},
        }));
    }
  }

  /**
   * The IAM policies of some resources of a type, in their order; no bindings where a resource has no policy of its own. Ask in the order in which `list`
   * gives the resources. Needs `cloudasset.assets.listIamPolicy`.
   */
  policiesOf(assetType: string, names: readonly string[]): Promise<GcpIamBinding[][]> {
    let reader = this.#policies.get(assetType);
    if (!reader) {
      reader = new PolicyReader(async (pageToken) => {
        const query = { ...listQuery(assetType, 'IAM_POLICY'), pageToken };
        const { assets = [], nextPageToken } = await this.#client.get<PolicyList>(this.#assetsUrl, query);
        return { policies: assets.map(({ name, iamPolicy }) => ({ name: this.#nameOf(name), policy: iamPolicy })), nextPageToken };
      });
      this.#policies.set(assetType, reader);
    }
    return reader.policiesOf(names);
  }

  get #assetsUrl(): string {
    return `https://cloudasset.googleapis.com/v1/projects/${this.#projectId}/assets`;
  }

  #nameOf(name = ''): string {
    return resourceNameOf(name, this.#projectId);
  }
}

const listQuery = (assetType: string, contentType: 'RESOURCE' | 'IAM_POLICY'): GcpQuery => ({
  assetTypes: [assetType],
  contentType,
  pageSize: listPageSize,
});
