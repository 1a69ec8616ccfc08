# Lets Offload Security read this account: the configuration of its resources, never their data. It grants nothing that writes.

# One of the two ways in. The platform's AWS identity, under an external ID:
data "aws_iam_policy_document" "trust" {
  count = var.federated ? 0 : 1

  statement {
    sid     = "OffloadSecurityUnderExternalId"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [var.platform_principal_arn]
    }

    # Without it, anybody who knows the role's name could have the platform assume it for them.
    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.external_id]
    }
  }
}

# … or the platform's OIDC issuer, for one subject:
locals {
  # IAM names an issuer without its scheme.
  issuer_name = var.issuer == null ? "" : trimprefix(var.issuer, "https://")
}

resource "aws_iam_openid_connect_provider" "platform" {
  count          = var.federated && var.create_oidc_provider ? 1 : 0
  url            = var.issuer
  client_id_list = [var.audience]
}

data "aws_iam_openid_connect_provider" "platform" {
  count = var.federated && !var.create_oidc_provider ? 1 : 0
  url   = var.issuer
}

data "aws_iam_policy_document" "federated_trust" {
  count = var.federated ? 1 : 0

  statement {
    sid     = "OffloadSecurityForOneSubject"
    actions = ["sts:AssumeRoleWithWebIdentity"]

    principals {
      type        = "Federated"
      identifiers = concat(aws_iam_openid_connect_provider.platform[*].arn, data.aws_iam_openid_connect_provider.platform[*].arn)
    }

    # Without it, every customer of the platform could have it assume the role.
    condition {
      test     = "StringEquals"
      variable = "${local.issuer_name}:sub"
      values   = [var.subject]
    }

    condition {
      test     = "StringEquals"
      variable = "${local.issuer_name}:aud"
      values   = [var.audience]
    }
  }
}

data "aws_iam_policy_document" "supplement" {
  statement {
    sid       = "OffloadSecuritySupplement"
    resources = ["*"]

    # What SecurityAudit does not grant of what the platform reads.
    actions = [
      "cloudtrail:LookupEvents",
      "config:GetComplianceSummaryByConfigRule",
      "ecr:DescribeImages",
      "ecr:DescribeRepositories",
      "guardduty:GetFindings",
      "guardduty:ListDetectors",
      "guardduty:ListFindings",
      "securityhub:GetFindings",
      "tag:GetResources",
    ]
  }
}

resource "aws_iam_role" "scanner" {
  name                 = var.role_name
  description          = "Read-only access for Offload Security"
  assume_role_policy   = one(concat(data.aws_iam_policy_document.trust[*].json, data.aws_iam_policy_document.federated_trust[*].json))
  max_session_duration = 3600

  lifecycle {
    precondition {
      condition     = var.federated ? var.issuer != null && var.subject != null : var.platform_principal_arn != null && var.external_id != null
      error_message = "With federated, give issuer and subject; without, platform_principal_arn and external_id: all as the onboarding kit has them."
    }
  }
}

resource "aws_iam_role_policy_attachment" "security_audit" {
  count      = var.strict ? 0 : 1
  role       = aws_iam_role.scanner.name
  policy_arn = "arn:aws:iam::aws:policy/SecurityAudit"
}

resource "aws_iam_role_policy" "supplement" {
  count  = var.strict ? 0 : 1
  name   = "OffloadSecuritySupplement"
  role   = aws_iam_role.scanner.id
  policy = data.aws_iam_policy_document.supplement.json
}

data "aws_iam_policy_document" "strict" {
  statement {
    sid       = "OffloadSecurityStrict"
    actions   = concat(local.scan_actions.required, local.scan_actions.optional)
    resources = ["*"]
  }
}

resource "aws_iam_role_policy" "strict" {
  count  = var.strict ? 1 : 0
  name   = "OffloadSecurityStrict"
  role   = aws_iam_role.scanner.id
  policy = data.aws_iam_policy_document.strict.json
}
