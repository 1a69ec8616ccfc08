# An application without a secret, with no more than a scan calls. The module brings its own azurerm provider.

variable "subscription_id" {
  description = "The subscription to connect."
  type        = string
}

variable "issuer" {
  description = "From the onboarding kit."
  type        = string
}

variable "subject" {
  description = "From the onboarding kit."
  type        = string
}

module "offload_security" {
  source = "../.."

  subscription_id = var.subscription_id
  federated       = true
  issuer          = var.issuer
  subject         = var.subject
  strict          = true
}

output "tenant_id" {
  description = "Give this to connectAzureAccount, with the id of the onboarding kit."
  value       = module.offload_security.tenant_id
}

output "client_id" {
  description = "Give this to connectAzureAccount, with the id of the onboarding kit."
  value       = module.offload_security.client_id
}

output "subscription_id" {
  description = "Give this to connectAzureAccount, with the id of the onboarding kit."
  value       = module.offload_security.subscription_id
}
