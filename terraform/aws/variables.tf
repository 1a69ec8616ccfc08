variable "platform_principal_arn" {
  description = "The principal of Offload Security that the role trusts, without federated: shown in the tenant settings and in the onboarding kit."
  type        = string
  default     = null

  validation {
    condition     = var.platform_principal_arn == null || can(regex("^arn:aws:iam::[0-9]{12}:(role|user)/.+$", var.platform_principal_arn))
    error_message = "platform_principal_arn must be the ARN of an IAM role or user in the aws partition."
  }
}

variable "external_id" {
  description = "The external ID that the role demands, without federated: issued by an onboarding kit, for one connection."
  type        = string
  default     = null

  validation {
    # Not {16,1224}: Terraform's regular expressions count no further than 1,000, and would refuse every value.
    condition     = var.external_id == null ? true : can(regex("^[\\w+=,.@:/-]+$", var.external_id)) && length(var.external_id) >= 16 && length(var.external_id) <= 1224
    error_message = "external_id must have 16 to 1,224 characters of [A-Za-z0-9_+=,.@:/-]."
  }
}

variable "federated" {
  description = "Trust the platform's OpenID Connect issuer instead of its AWS identity: no access key exists, on either side. Takes issuer and subject from the onboarding kit."
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
    error_message = "issuer must be the https URL of the onboarding kit, as it stands there: AWS compares it character by character."
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
  default     = "sts.amazonaws.com"
  nullable    = false

  validation {
    condition     = can(regex("^[\\w.:/-]{1,255}$", var.audience))
    error_message = "audience must be that of the onboarding kit: sts.amazonaws.com."
  }
}

variable "create_oidc_provider" {
  description = "With federated: make the identity provider of the account for the issuer. An account has one for each issuer: off, when another connection made it."
  type        = bool
  default     = true
  nullable    = false
}

variable "role_name" {
  description = "The name of the role."
  type        = string
  default     = "OffloadSecurityScanner"
  nullable    = false

  validation {
    condition     = can(regex("^[\\w+=,.@-]{1,64}$", var.role_name))
    error_message = "role_name must be a valid IAM role name."
  }
}

variable "strict" {
  description = "Grant only the actions that a scan calls, one by one, instead of SecurityAudit with the supplement. No object data and no function code can be read; a new check may need the module applied again."
  type        = bool
  default     = false
  nullable    = false
}
