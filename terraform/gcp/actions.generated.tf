# Generated from the collectors of services/scanner. Do not edit: npm run generate.

locals {
  # Every action that a scan calls; without an optional one, a feature is off.
  scan_actions = {
    required = [
      "cloudasset.assets.listIamPolicy",
      "cloudasset.assets.listResource",
      "cloudasset.assets.searchAllResources",
      "resourcemanager.projects.get",
      "resourcemanager.projects.getIamPolicy",
      "securitycenter.findings.list",
    ]
    optional = [
      "artifactregistry.repositories.list",
      "container.clusters.list",
    ]
  }
}
