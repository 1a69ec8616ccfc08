# Lets Offload Security read this project: the configuration of its resources, never their data. It grants nothing that changes them.

locals {
  # What is read, and what the connection test asks. They are enabled where the service account lives: Google looks there, whatever project is read.
  apis = [
    "artifactregistry.googleapis.com",
    "cloudasset.googleapis.com",
    "cloudresourcemanager.googleapis.com",
    "container.googleapis.com",
    "iam.googleapis.com",
    "logging.googleapis.com",
    "securitycenter.googleapis.com",
    "serviceusage.googleapis.com",
  ]

  # What is called to act as the service account without a key.
  federation_apis = ["iamcredentials.googleapis.com", "sts.googleapis.com"]
  create_key      = var.create_key && !var.federated

  roles = [
    "roles/cloudasset.viewer",
    "roles/iam.securityReviewer",
    "roles/securitycenter.assetsViewer",
    "roles/securitycenter.findingsViewer",
    "roles/viewer",

    # For serviceusage.services.use, which none of the others has and all calls of Cloud Asset Inventory take: they count against the quota.
    "roles/serviceusage.serviceUsageConsumer",
  ]
  optional_roles = var.artifact_registry_reader ? ["roles/artifactregistry.reader"] : []

  # What is called beside collectors: the inventory's own condition, and how the connection test sees which APIs are on and how old the key is.
  test_actions = [
    "iam.serviceAccountKeys.get",
    "serviceusage.services.get",
    "serviceusage.services.use",
  ]
}

resource "google_project_service" "scanned" {
  for_each = toset(var.enable_apis ? concat(local.apis, var.federated ? local.federation_apis : []) : [])
  project  = var.project_id
  service  = each.value

  # Others in the project may have come to need it.
  disable_on_destroy = false
}

resource "google_service_account" "scanner" {
  project      = var.project_id
  account_id   = var.service_account_id
  display_name = "Offload Security"
  description  = "Read-only access for Offload Security"

  depends_on = [google_project_service.scanned]
}

resource "google_project_iam_member" "reader" {
  for_each = toset(var.strict ? [] : concat(local.roles, local.optional_roles))
  project  = var.project_id
  role     = each.value
  member   = google_service_account.scanner.member
}

resource "google_project_iam_custom_role" "strict" {
  count       = var.strict ? 1 : 0
  project     = var.project_id
  role_id     = "offloadSecurityStrict"
  title       = "Offload Security Strict"
  description = "What a scan by Offload Security calls, and no more"
  permissions = concat(local.scan_actions.required, local.scan_actions.optional, local.test_actions)

  depends_on = [google_project_service.scanned]
}

resource "google_project_iam_member" "strict" {
  count   = var.strict ? 1 : 0
  project = var.project_id
  role    = google_project_iam_custom_role.strict[0].name
  member  = google_service_account.scanner.member
}

# Without a key: the platform's OIDC issuer may act as the service account, for one subject.
resource "google_iam_workload_identity_pool" "platform" {
  count                     = var.federated ? 1 : 0
  project                   = var.project_id
  workload_identity_pool_id = var.pool_id
  display_name              = "Offload Security"
  description               = "Lets Offload Security act as its service account without a key"

  depends_on = [google_project_service.scanned]

  lifecycle {
    precondition {
      condition     = var.issuer != null && var.subject != null
      error_message = "With federated, give issuer and subject, both from the onboarding kit."
    }
  }
}

resource "google_iam_workload_identity_pool_provider" "platform" {
  count                              = var.federated ? 1 : 0
  project                            = var.project_id
  workload_identity_pool_id          = google_iam_workload_identity_pool.platform[0].workload_identity_pool_id
  workload_identity_pool_provider_id = "offload"
  display_name                       = "Offload Security"
  attribute_mapping                  = { "google.subject" = "assertion.sub" }

  # The issuer vouches for every customer of the platform: for this subject alone it is believed here.
  attribute_condition = "assertion.sub == \"${var.subject}\""

  oidc {
    issuer_uri = var.issuer
  }
}

resource "google_service_account_iam_member" "federated" {
  count              = var.federated ? 1 : 0
  service_account_id = google_service_account.scanner.name
  role               = "roles/iam.workloadIdentityUser"
  member             = "principal://iam.googleapis.com/${google_iam_workload_identity_pool.platform[0].name}/subject/${var.subject}"
}

# The platform asks for a new key from day 60 on: from then on, an apply makes one.
resource "time_rotating" "key" {
  count         = local.create_key ? 1 : 0
  rotation_days = 60
}

resource "google_service_account_key" "scanner" {
  count              = local.create_key ? 1 : 0
  service_account_id = google_service_account.scanner.name
  keepers            = { key = time_rotating.key[0].id }

  lifecycle {
    create_before_destroy = true
  }
}

# To upload, and then to delete.
resource "local_sensitive_file" "key" {
  count                = local.create_key ? 1 : 0
  filename             = var.key_file
  content_base64       = google_service_account_key.scanner[0].private_key
  file_permission      = "0600"
  directory_permission = "0700"
}
