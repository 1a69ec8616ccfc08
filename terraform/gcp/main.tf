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
  for_each = toset(var.enable_apis ? local.apis : [])
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

# The platform asks for a new key from day 60 on: from then on, an apply makes one.
resource "time_rotating" "key" {
  count         = var.create_key ? 1 : 0
  rotation_days = 60
}

resource "google_service_account_key" "scanner" {
  count              = var.create_key ? 1 : 0
  service_account_id = google_service_account.scanner.name
  keepers            = { key = time_rotating.key[0].id }

  lifecycle {
    create_before_destroy = true
  }
}

# To upload, and then to delete.
resource "local_sensitive_file" "key" {
  count                = var.create_key ? 1 : 0
  filename             = var.key_file
  content_base64       = google_service_account_key.scanner[0].private_key
  file_permission      = "0600"
  directory_permission = "0700"
}
