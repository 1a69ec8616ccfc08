import type { ActivityLogAlertResource, AlertRuleAnyOfOrLeafCondition, AlertRuleLeafCondition } from '@azure/arm-monitor';
import { refOf } from '../arm-resource.ts';

/** The values any of which an event must have: of one field, or of a choice of conditions. */
export function valuesOf({ anyOf, ...leaf }: AlertRuleAnyOfOrLeafCondition): string[] {
  const choices: AlertRuleLeafCondition[] = anyOf?.length ? anyOf : [leaf];
  return choices.flatMap(({ equals, containsAny }) => [...(equals === undefined ? [] : [equals]), ...(containsAny ?? [])]);
}

/**
 * The operations, in lower case, that an alert watches in the whole subscription, whatever level, status or caller they have; none when it is off,
 * watches a part of the subscription alone, or narrows what it watches further.
 */
export function watchedOperations({ enabled, scopes, condition }: ActivityLogAlertResource, subscriptionId: string): string[] {
  const isWhole = (scopes ?? []).some((scope) => refOf(scope).replace(/\/$/, '') === `/subscriptions/${subscriptionId}`);
  if (enabled === false || !isWhole) return [];
  const conditions = condition?.allOf ?? [];
  const operations = conditions.filter(({ field }) => field?.toLowerCase() === 'operationname');
  const others = conditions.filter(({ field }) => !['operationname', 'category'].includes(field?.toLowerCase() ?? ''));
  return operations.length === 1 && others.length === 0 ? valuesOf(operations[0]!).map((operation) => operation.toLowerCase()) : [];
}
