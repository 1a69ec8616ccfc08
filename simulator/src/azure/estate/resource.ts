/** A generated resource, as Resource Manager describes it. */
export interface ArmResource {
  /** `/subscriptions/…/resourceGroups/…/providers/Microsoft.Compute/virtualMachines/vm-0000012-web` */
  id: string;
  name: string;
  /** `westeurope`; absent for what lies in no place. */
  location?: string;
  kind?: string;
  sku?: { name: string; tier?: string };
  identity?: { type: string; principalId?: string; tenantId?: string };
  managedBy?: string;
  zones?: string[];
  tags?: Record<string, string>;
  properties: Record<string, unknown>;
  /** What has a GET of its own, by the name that an override calls it: `blobService`, `firewallRules`. */
  parts?: Record<string, unknown>;
}
