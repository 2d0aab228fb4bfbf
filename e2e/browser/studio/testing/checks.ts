import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { viewport } from "./visit.ts";

/** One language of each direction of writing. */
export const DIRECTIONS = ["en", "ar"] as const;

/** What axe finds wrong with the page as it is now, each with where. `rules`: these only. */
async function axeViolations(page: Page, rules?: string[]): Promise<string[]> {
	const builder = new AxeBuilder({ page });
	const { violations } = await (rules === undefined ? builder : builder.withRules(rules)).analyze();
	return violations.flatMap(({ id, help, nodes }) =>
		nodes.map(
			({ target, failureSummary }) => `${id}: ${help} at ${target.join(" ")} ${failureSummary ?? ""}`,
		),
	);
}

/** Runs in the page: what stands out of the window, where the page is wider than that. */
const STANDS_OUT = `(() => {
	const { scrollWidth, clientWidth } = document.documentElement;
	if (scrollWidth <= clientWidth) return [];
	const out = [...document.querySelectorAll("body *")].filter((element) => {
		const { left, right } = element.getBoundingClientRect();
		return left < 0 || right > clientWidth;
	});
	return [(scrollWidth - clientWidth) + " pixels too wide", ...out.map((element) => element.outerHTML.slice(0, 200))];
})()`;

/** What makes the page wider than its window; empty where it is not. */
export function overflow(page: Page): Promise<string[]> {
	return page.evaluate(STANDS_OUT);
}

/**
 * Waits until what was set off by a change of the window or the theme has come to rest, and what that has set off in
 * turn: a colour that is taken over from above begins to change when the one above has. What never ends is let be.
 */
export const atRest = (page: Page) =>
	page.evaluate(`(async () => {
		for (;;) {
			await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
			const moving = document.getAnimations().filter(({ effect, playState }) =>
				playState === "running" && effect.getComputedTiming().endTime < 60_000);
			if (moving.length === 0) return;
			await Promise.allSettled(moving.map(({ finished }) => finished));
		}
	})()`);

/** Nothing is wrong with the page as it is now for axe. */
export async function expectAccessible(page: Page): Promise<void> {
	expect(await axeViolations(page)).toEqual([]);
}

/**
 * Nothing is wrong with the page as it is now for axe, and nothing is too wide, on a desk and on a phone. Where it reads
 * from left to right axe looks at it as it is on a desk, and at the colours of the light theme, where from right to left as
 * it is on a phone: of all six it would find the same six times, each in seconds.
 */
export async function expectRight(page: Page): Promise<void> {
	const desk = await page.evaluate("document.documentElement.dir !== 'rtl'");
	for (const width of desk ? ([390, 1440] as const) : ([1440, 390] as const)) {
		await page.setViewportSize(viewport(width));
		await atRest(page);
		expect(await overflow(page), `${width} pixels wide`).toEqual([]);
	}
	if (desk) {
		await page.emulateMedia({ colorScheme: "light" });
		await atRest(page);
		expect(await axeViolations(page, ["color-contrast"]), "light").toEqual([]);
		await page.emulateMedia({ colorScheme: "dark" });
		await atRest(page);
	}
	await expectAccessible(page);
	await page.setViewportSize(viewport(1440));
}
