import { CloudAssets } from './cloud-assets.ts';
import type { GcpClient } from './gcp-client.ts';
import type { GcpSession } from './gcp-session.ts';
import type { SecurityCenterClient } from './security-center.ts';

// What collectors call with.

/** Any of Google's REST APIs. */
export const googleApis = async ({ client }: GcpSession): Promise<{ client: GcpClient }> => ({ client });

/** Cloud Asset Inventory, anew for each run: it remembers how far it has read. */
export const cloudAssets = async ({ client, accountId }: GcpSession): Promise<{ assets: CloudAssets }> => ({
  assets: new CloudAssets(client, accountId),
});

/** Security Command Center. */
export const securityCommandCenter = async (session: GcpSession): Promise<{ securityCenter: SecurityCenterClient }> => ({
  securityCenter: await session.securityCenter(),
});
