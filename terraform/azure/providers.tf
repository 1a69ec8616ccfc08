# azurerm does not work without this block. To call the module with providers of your own, or with for_each, leave this file out.

provider "azurerm" {
  subscription_id = var.subscription_id

  # Not the dozens that azurerm would register, but those that speak of the subscription itself: of the others, one that is off has no resources.
  resource_provider_registrations = "none"
  resource_providers_to_register  = var.register_providers ? ["Microsoft.Security", "microsoft.insights"] : []

  features {}
}
