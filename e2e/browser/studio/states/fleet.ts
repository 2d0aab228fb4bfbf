import { HISTORY_POOL } from "../testing/history.ts";
import type { State } from "../testing/state.ts";

const over = (span: string): State => ({
	name: span,
	operator: true,
	arrange: async () => `/fleet?pool=${HISTORY_POOL}&span=${span}`,
	ready: async (page) => {
		await page.locator("[data-history] canvas").nth(3).waitFor();
		await page.locator("[data-worker]").first().waitFor();
	},
});

export const states: State[] = [over("hour"), over("day"), over("month")];
