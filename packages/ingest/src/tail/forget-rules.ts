// Patterns that were taken out of the list keep their positions for a while: a list that was cut by mistake costs nothing.
import type { JournalContent } from './journal.ts';

/** How long the positions of a pattern are kept that is not in the list. */
export const forgetRuleMs = 30 * 24 * 3600 * 1000;

/** Takes out of what was saved the patterns that have not been in the list for long, with their files. */
export function forgetRules(
  { files, rules }: Pick<JournalContent, 'files' | 'rules'>,
  listed: { has(pattern: string): boolean },
  nowMs: number,
): void {
  for (const { rule } of files.values()) if (!rules.has(rule)) rules.set(rule, undefined);
  for (const [pattern, goneMs] of rules) {
    if (listed.has(pattern)) rules.set(pattern, undefined);
    else if (nowMs - (goneMs ?? nowMs) < forgetRuleMs) rules.set(pattern, goneMs ?? nowMs);
    else rules.delete(pattern);
  }
  for (const [id, { rule }] of files) if (!rules.has(rule)) files.delete(id);
}
