variable "subscription_id" {
  description = "The subscription to connect."
  type        = string

  validation {
    condition     = can(regex("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", var.subscription_id))
    error_message = "subscription_id must be a GUID: the subscription's id, not its name."
  }
}

variable "federated" {
  description = "Trust the platform's own identity (workload identity) instead of making a client secret: no secret exists at all. Takes issuer and subject from the onboarding kit."
  type        = bool
  default     = false
  nullable    = false
}

variable "issuer" {
  description = "With federated: the platform's OpenID Connect issuer, from the onboarding kit."
  type        = string
  default     = null

  validation {
    condition     = var.issuer == null || can(regex("^https://[^/?#\\s]+(/[^?#\\s]*[^/?#\\s])?$", var.issuer))
    error_message = "issuer must be the https URL of the onboarding kit, as it stands there: Entra compares it character by character."
  }
}

variable "subject" {
  description = "With federated: the subject that the platform signs in under, from the onboarding kit, for one connection."
  type        = string
  default     = null

  validation {
    condition     = var.subject == null || can(regex("^offload:[\\w-]{1,80}:[\\w-]{1,80}$", var.subject))
    error_message = "subject must be that of the onboarding kit: offload:<tenant>:<kit>."
  }
}

variable "audience" {
  description = "With federated: the audience that the platform's assertions are made for."
  type        = string
  default     = "api://AzureADTokenExchange"
  nullable    = false

  validation {
    condition     = can(regex("^api://[\\w.-]+$", var.audience))
    error_message = "audience must have the form api://AzureADTokenExchange."
  }
}

variable "application_name" {
  description = "What to call the application in the directory."
  type        = string
  default     = "Offload Security Scanner"
  nullable    = false

  validation {
    condition     = can(regex("^\\S.{0,118}\\S$", var.application_name))
    error_message = "application_name must have 2 to 120 characters, without spaces around them."
  }
}

variable "storage_blob_data_reader" {
  description = "Also assign Storage Blob Data Reader. No scan needs it: it lets the application read the contents of blobs."
  type        = bool
  default     = false
  nullable    = false
}

variable "strict" {
  description = "Grant only the actions that a scan calls, one by one, by a custom role instead of the built-in ones. A new check may need the module applied again."
  type        = bool
  default     = false
  nullable    = false
}

variable "register_providers" {
  description = "Register Microsoft.Security and Microsoft.Insights, which a scan asks, where the subscription has not. Takes Contributor or Owner."
  type        = bool
  default     = true
  nullable    = false
}
