# The role of one account, with no more than a scan calls.

provider "aws" {
  region = "us-east-1"
}

variable "platform_principal_arn" {
  description = "From the onboarding kit."
  type        = string
}

variable "external_id" {
  description = "From the onboarding kit."
  type        = string
}

module "offload_security" {
  source = "../.."

  platform_principal_arn = var.platform_principal_arn
  external_id            = var.external_id
  strict                 = true
}

output "role_arn" {
  description = "Give this to connectAwsAccount, with the external ID."
  value       = module.offload_security.role_arn
}
