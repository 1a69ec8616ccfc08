# Generated from the collectors of services/scanner. Do not edit: npm run generate.

locals {
  # Every action that a scan calls; without an optional one, a feature is off.
  scan_actions = {
    required = [
      "Microsoft.Authorization/denyAssignments/read",
      "Microsoft.Authorization/permissions/read",
      "Microsoft.Authorization/roleAssignments/read",
      "Microsoft.Authorization/roleDefinitions/read",
      "Microsoft.Compute/disks/read",
      "Microsoft.Compute/virtualMachines/read",
      "Microsoft.ContainerRegistry/registries/read",
      "Microsoft.ContainerService/managedClusters/read",
      "Microsoft.DBforPostgreSQL/flexibleServers/configurations/read",
      "Microsoft.DBforPostgreSQL/flexibleServers/read",
      "Microsoft.Insights/activityLogAlerts/read",
      "Microsoft.Insights/diagnosticSettings/read",
      "Microsoft.Insights/eventtypes/values/read",
      "Microsoft.KeyVault/vaults/read",
      "Microsoft.ManagedIdentity/userAssignedIdentities/read",
      "Microsoft.Network/networkSecurityGroups/read",
      "Microsoft.Network/networkWatchers/flowLogs/read",
      "Microsoft.Network/publicIPAddresses/read",
      "Microsoft.Network/virtualNetworks/read",
      "Microsoft.Security/alerts/read",
      "Microsoft.Security/assessments/read",
      "Microsoft.Security/pricings/read",
      "Microsoft.Security/secureScores/read",
      "Microsoft.Sql/servers/auditingSettings/read",
      "Microsoft.Sql/servers/databases/read",
      "Microsoft.Sql/servers/databases/transparentDataEncryption/read",
      "Microsoft.Sql/servers/firewallRules/read",
      "Microsoft.Sql/servers/read",
      "Microsoft.Storage/storageAccounts/blobServices/read",
      "Microsoft.Storage/storageAccounts/read",
      "Microsoft.Web/sites/config/read",
      "Microsoft.Web/sites/read",
    ]
    optional = [
    ]
  }
}
