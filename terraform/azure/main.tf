# Lets Offload Security read this subscription: the configuration of its resources, never their data. It grants nothing that changes them.

data "azuread_client_config" "current" {}

data "azurerm_subscription" "scanned" {
  subscription_id = var.subscription_id
}

locals {
  # Everything that a scan calls is a `…/read`, which Reader grants. Keys, secrets and app settings are `…/action`, which it does not.
  roles          = ["Reader", "Security Reader", "Log Analytics Reader"]
  optional_roles = var.storage_blob_data_reader ? ["Storage Blob Data Reader"] : []

  # What is called beside collectors: the search itself, and how the connection test confirms the subscription and its providers.
  test_actions = [
    "Microsoft.ResourceGraph/resources/read",
    "Microsoft.Resources/subscriptions/providers/read",
    "Microsoft.Resources/subscriptions/read",
  ]
}

resource "azuread_application" "scanner" {
  display_name     = var.application_name
  description      = "Read-only access for Offload Security"
  sign_in_audience = "AzureADMyOrg"

  # Whoever applies this may go on to manage it, without a role over all applications of the directory.
  owners = [data.azuread_client_config.current.object_id]

  lifecycle {
    precondition {
      condition     = data.azuread_client_config.current.tenant_id == data.azurerm_subscription.scanned.tenant_id
      error_message = "The subscription is of a directory that you are not signed in to: az login --tenant ${data.azurerm_subscription.scanned.tenant_id}"
    }
  }
}

resource "azuread_service_principal" "scanner" {
  client_id = azuread_application.scanner.client_id
  owners    = [data.azuread_client_config.current.object_id]
}

# The platform asks for a new secret from day 60 on: from then on, an apply makes one.
resource "time_rotating" "secret" {
  count         = var.federated ? 0 : 1
  rotation_days = 60
}

resource "azuread_application_password" "scanner" {
  count          = var.federated ? 0 : 1
  application_id = azuread_application.scanner.id
  display_name   = "Offload Security"

  # 90 days: a secret is not to be older.
  end_date            = timeadd(time_rotating.secret[0].rfc3339, "2160h")
  rotate_when_changed = { secret = time_rotating.secret[0].id }

  lifecycle {
    create_before_destroy = true
  }
}

resource "azuread_application_federated_identity_credential" "scanner" {
  count          = var.federated ? 1 : 0
  application_id = azuread_application.scanner.id
  display_name   = "offload-security"
  description    = "Offload Security signs in without a secret"
  issuer         = var.issuer
  audiences      = [var.audience]

  # Of one connection of one tenant of the platform: nobody else, who may know the application's id, is vouched for under it.
  subject = var.subject

  lifecycle {
    precondition {
      condition     = var.issuer != null && var.subject != null
      error_message = "With federated = true, issuer and subject are those of the onboarding kit."
    }
  }
}

resource "azurerm_role_assignment" "reader" {
  for_each             = toset(concat(var.strict ? [] : local.roles, local.optional_roles))
  scope                = data.azurerm_subscription.scanned.id
  role_definition_name = each.value
  principal_id         = azuread_service_principal.scanner.object_id

  # It was made a moment ago, and is not known everywhere in the directory.
  skip_service_principal_aad_check = true
}

resource "azurerm_role_definition" "strict" {
  count       = var.strict ? 1 : 0
  scope       = data.azurerm_subscription.scanned.id
  description = "What a scan by Offload Security calls, and no more"

  # Unique in the directory, which may have other subscriptions.
  name = "Offload Security Strict ${var.subscription_id}"

  permissions {
    actions = concat(local.scan_actions.required, local.scan_actions.optional, local.test_actions)
  }
}

resource "azurerm_role_assignment" "strict" {
  count                            = var.strict ? 1 : 0
  scope                            = data.azurerm_subscription.scanned.id
  role_definition_id               = azurerm_role_definition.strict[0].role_definition_resource_id
  principal_id                     = azuread_service_principal.scanner.object_id
  skip_service_principal_aad_check = true
}
