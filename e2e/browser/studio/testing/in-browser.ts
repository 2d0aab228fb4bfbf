import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, inject } from "vitest";
import { launch } from "../../chromium.ts";
import { makeAccount, type StudioAccount } from "./account.ts";
import type { StudioStack } from "./setup.ts";

/** What the tests of a file share; it is there once the first of them runs. */
export interface Shared {
	stack: StudioStack;
	browser: Browser;
	/** An account of theirs. */
	account: StudioAccount;
}

/**
 * Tests in a real browser, against the processes that all files share: they have a browser and an account of their own,
 * and are skipped where there is no Chromium. `switches`: of its command line.
 */
export function inBrowser(title: string, tests: (own: Shared) => void, switches: string[] = []): void {
	const stack = inject("studio");
	describe.skipIf(stack === null)(title, () => {
		const own = { stack } as Shared;
		beforeAll(async () => {
			own.browser = await launch(...switches);
			own.account = await makeAccount(own.stack);
		});
		afterAll(async () => {
			await own.browser?.close();
		});
		tests(own);
	});
}
