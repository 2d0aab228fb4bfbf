import type { Page } from "playwright-core";
import type { State } from "../testing/state.ts";
import { firstPictures } from "./picture.ts";

const shown = (name: string, key: string): State => ({
	name,
	arrange: async (account) => {
		const [first, second] = await firstPictures(account);
		return `/compare/${first}/${second}`;
	},
	ready: async (page: Page) => {
		await page.locator("main img").nth(1).waitFor();
		await page.keyboard.press(key);
	},
});

export const states: State[] = [shown("slider", "1"), shown("side", "2"), shown("difference", "3")];
