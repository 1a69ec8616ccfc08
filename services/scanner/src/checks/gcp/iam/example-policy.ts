import type { GcpIamBinding } from '@offload/contracts';

type AuditConfigs = readonly {
  readonly service: string;
  readonly logs: readonly { readonly logType: string; readonly exemptedMembers: readonly string[] }[];
}[];

/** A project's policy, as examples need it. */
export const policy = (bindings: GcpIamBinding[], auditConfigs: AuditConfigs = []) => ({
  iamPolicy: {
    bindings,
    auditConfigs: auditConfigs.map(({ service, logs }) => ({
      service,
      logs: logs.map(({ logType, exemptedMembers }) => ({ logType, exemptedMembers: [...exemptedMembers] })),
    })),
  },
});
