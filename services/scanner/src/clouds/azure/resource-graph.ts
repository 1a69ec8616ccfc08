import { UnexpectedAnswer } from '../../collector/unexpected-answer.ts';
import type { ArmClient } from './arm-client.ts';
import type { ActionNotEffective } from './azure-error.ts';
import type { EffectivePermissions } from './effective-permissions.ts';

const rowsPerPage = 1000;

/** The tables of Resource Graph that are read. */
export type GraphTable = 'resources' | 'authorizationresources' | 'securityresources';

export interface GraphQuery {
  readonly table: GraphTable;
  /** `Microsoft.Compute/virtualMachines`; its read action is `<type>/read`. */
  readonly type: string;
  /** null: of every location. */
  readonly region: string | null;
  /** A further condition, in the query's language: `properties.type == 'CustomRole'`. */
  readonly where?: string;
}

/** A row as Resource Graph has it: what a resource has beside these columns is not asked for. */
export interface GraphRow<P> {
  readonly id: string;
  readonly name: string | null;
  readonly location?: string | null;
  readonly kind?: string | null;
  readonly sku?: { readonly name?: string | null; readonly tier?: string | null } | null;
  readonly identity?: { readonly type?: string | null } | null;
  readonly managedBy?: string | null;
  readonly zones?: readonly string[] | null;
  readonly tags?: Readonly<Record<string, unknown>> | null;
  readonly properties: P;
}

/** The columns of each table that collectors read. */
const columns: Readonly<Record<GraphTable, string>> = {
  resources: 'id, name, location, kind, sku, identity, managedBy, zones, tags, properties',
  authorizationresources: 'id, name, properties',
  securityresources: 'id, name, properties',
};

interface GraphAnswer {
  readonly totalRecords?: number;
  readonly data?: readonly unknown[];
  readonly resultTruncated?: 'true' | 'false';
  readonly $skipToken?: string | null;
}

/** Lists what a subscription holds, a thousand a page. */
export class ResourceGraph {
  readonly #arm: ArmClient;
  readonly #subscriptionId: string;
  readonly #permissions: EffectivePermissions;

  constructor(arm: ArmClient, subscriptionId: string, permissions: EffectivePermissions) {
    this.#arm = arm;
    this.#subscriptionId = subscriptionId;
    this.#permissions = permissions;
  }

  /**
   * The pages of a query, ordered by id. Resource Graph leaves out what may not be read, without a word: so the read action must be effective before
   * the listing and after it, or this throws `ActionNotEffective` once it has yielded what there was. Throws `UnexpectedAnswer` when fewer rows came
   * than Azure says there are.
   */
  async *rows<P>(query: GraphQuery): AsyncGenerator<readonly GraphRow<P>[]> {
    const action = `${query.type}/read`;
    const refusal = await this.#permissions.refusalOf(action);
    try {
      yield* this.#pages<GraphRow<P>>(query);
    } catch (error) {
      // What cannot be read at all is refused by the listing as well, in other words.
      throw refusal ?? error;
    }
    const refused: ActionNotEffective | null = refusal ?? (await this.#permissions.refusalNow(action));
    if (refused) throw refused;
  }

  async *#pages<R>(query: GraphQuery): AsyncGenerator<readonly R[]> {
    const asked = { subscriptions: [this.#subscriptionId], query: textOf(query) };
    let seen = 0;
    let skipToken: string | null = null;
    do {
      const options: Record<string, unknown> = {
        resultFormat: 'objectArray',
        $top: rowsPerPage,
        ...(skipToken !== null && { $skipToken: skipToken }),
      };
      const answer: GraphAnswer = await this.#arm.post<GraphAnswer>('/providers/Microsoft.ResourceGraph/resources', '2022-10-01', {
        ...asked,
        options,
      });
      if (!Array.isArray(answer.data)) throw new UnexpectedAnswer('a page of Resource Graph');
      seen += answer.data.length;
      yield answer.data as readonly R[];

      const next: string | null = answer.$skipToken || null;
      if (next === null && (answer.resultTruncated === 'true' || seen < (answer.totalRecords ?? 0)))
        throw new UnexpectedAnswer('Resource Graph, which left out some of its rows');
      if (next !== null && next === skipToken) throw new UnexpectedAnswer('a page of Resource Graph that leads to itself');
      skipToken = next;
    } while (skipToken !== null);
  }
}

function textOf({ table, type, region, where }: GraphQuery): string {
  const conditions = [
    `type == ${quoted(type.toLowerCase())}`,
    ...(region === null ? [] : [`location == ${quoted(region)}`]),
    ...(where ? [where] : []),
  ];
  return [table, ...conditions.map((condition) => `where ${condition}`), `project ${columns[table]}`, 'order by id asc'].join(' | ');
}

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
