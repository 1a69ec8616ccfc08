output "tenant_id" {
  description = "The directory. Give this to connectAzureAccount."
  value       = data.azurerm_subscription.scanned.tenant_id
}

output "client_id" {
  description = "The application. Give this to connectAzureAccount."
  value       = azuread_application.scanner.client_id
}

output "client_secret" {
  description = "Give this to connectAzureAccount. Null when the credential is federated: then give it the id of the onboarding kit."
  value       = one(azuread_application_password.scanner[*].value)
  sensitive   = true
}

output "subscription_id" {
  description = "Give this to connectAzureAccount."
  value       = var.subscription_id
}
