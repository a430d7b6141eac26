import type { Page } from '@playwright/test';
import axeCore from 'axe-core';

interface Axe {
  readonly run: (
    where: object,
    how: object,
  ) => Promise<{
    readonly violations: readonly {
      readonly id: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
    }[];
    readonly passes: readonly unknown[];
  }>;
}

/** What axe-core has found, and how many of its rules had something to check. */
export interface AxeResult {
  readonly found: readonly string[];
  readonly checked: number;
}

/** Puts axe-core into a page; it is there until the page is loaded anew. */
export async function bringAxe(page: Page): Promise<void> {
  await page.evaluate(axeCore.source);
}

/** Every rule of axe-core on the notices of the page; the rest of the demo is not its matter. */
export function axe(page: Page): Promise<AxeResult> {
  return page.evaluate(async () => {
    const { axe: core } = globalThis as unknown as { axe: Axe };
    const { violations, passes } = await core.run(
      { include: ['phasegate-notice'] },
      { resultTypes: ['violations'] },
    );
    return {
      found: violations.flatMap(({ id, nodes }) =>
        nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
      ),
      checked: passes.length,
    };
  });
}
