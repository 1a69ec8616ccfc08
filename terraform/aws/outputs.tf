output "role_arn" {
  description = "Give this to connectAwsAccount, with the external ID."
  value       = aws_iam_role.scanner.arn
}
