import type { GcpIamBinding } from '@offload/contracts';
import { bindingsOf, type IamPolicy } from './iam-policy.ts';
import type { GcpClient } from './gcp-client.ts';

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

interface ListedAsset<D> {
  readonly name?: string;
  readonly resource?: { readonly data?: Partial<D>; readonly location?: string };
  readonly iamPolicy?: IamPolicy;
}
interface AssetList<D> {
  readonly assets?: readonly ListedAsset<D>[];
}
type ReadPolicyPage = (pageToken: string | undefined) => Promise<AssetList<never> & { readonly nextPageToken?: string }>;
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
    for await (const { assets = [] } of this.#assetPages<D>(assetType, 'RESOURCE')) {
      yield assets.map(({ name = '', resource }) => ({ name, location: resource?.location ?? null, data: resource?.data ?? {} }));
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
        .map(({ name = '', location, versionedResources = [] }) => ({
          name,
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
      reader = new PolicyReader((pageToken) => this.#assetPage<never>(assetType, 'IAM_POLICY', pageToken));
      this.#policies.set(assetType, reader);
    }
    return reader.policiesOf(names);
  }

  #assetPages<D>(assetType: string, contentType: string): AsyncGenerator<AssetList<D>> {
    return this.#client.pages(this.#assetsUrl, { assetTypes: [assetType], contentType, pageSize: listPageSize });
  }

  #assetPage<D>(assetType: string, contentType: string, pageToken: string | undefined): Promise<AssetList<D> & { readonly nextPageToken?: string }> {
    return this.#client.get(this.#assetsUrl, { assetTypes: [assetType], contentType, pageSize: listPageSize, pageToken });
  }

  get #assetsUrl(): string {
    return `https://cloudasset.googleapis.com/v1/projects/${this.#projectId}/assets`;
  }
}

/**
 * Reads the listing of policies beside the listing of resources. Resources without a policy of their own are not in it, so that pages do not match: it reads
 * on until every name was met, and keeps what it read ahead. Where each resource has a policy, as buckets do, that is a page; otherwise it holds the policies
 * that there are.
 */
class PolicyReader {
  readonly #readPage: ReadPolicyPage;
  readonly #ahead = new Map<string, GcpIamBinding[]>();
  #pageToken: string | undefined;
  #isAtEnd = false;

  constructor(readPage: ReadPolicyPage) {
    this.#readPage = readPage;
  }

  async policiesOf(names: readonly string[]): Promise<GcpIamBinding[][]> {
    while (!this.#isAtEnd && !names.every((name) => this.#ahead.has(name))) await this.#readOn();
    return names.map((name) => {
      const bindings = this.#ahead.get(name) ?? [];
      this.#ahead.delete(name);
      return bindings;
    });
  }

  async #readOn(): Promise<void> {
    const { assets = [], nextPageToken } = await this.#readPage(this.#pageToken);
    for (const { name, iamPolicy } of assets) {
      if (name !== undefined) this.#ahead.set(name, bindingsOf(iamPolicy));
    }
    this.#pageToken = nextPageToken;
    this.#isAtEnd = !nextPageToken;
  }
}
