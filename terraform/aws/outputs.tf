output "role_arn" {
  description = "Give this to connectAwsAccount, with the external ID; with federated, with the id of the onboarding kit."
  value       = aws_iam_role.scanner.arn
}
