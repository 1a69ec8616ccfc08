/**
 * What the platform's OIDC issuer vouches for on behalf of one kit: `offload:<tenant>:<kit>`. An application trusts this subject and no other, so that
 * knowing its ids is worth nothing to another tenant.
 */
export const federatedSubjectOf = (tenantId: string, kitId: string): string => `offload:${tenantId}:${kitId}`;

/** What Entra wants every federated assertion to be made for. */
export const federatedAudience = 'api://AzureADTokenExchange';
