import { submitPicture } from "../testing/account.ts";
import type { State } from "../testing/state.ts";

export const states: State[] = [
	{
		name: "catalogue",
		arrange: async () => "/new",
		ready: (page) => page.locator("[data-source]").first().waitFor(),
	},
	{
		name: "form",
		arrange: async () => "/new?pipeline=character-creation",
		ready: async (page) => {
			await page.locator("textarea[name=prompt]").fill("a woman of 30 with short black hair and green eyes");
			await page.locator("[data-estimate]").waitFor();
			for (const part of await page.locator("form summary").all()) await part.click();
		},
	},
	{
		name: "refused",
		arrange: async () => "/new?pipeline=body-types",
		ready: async (page) => {
			await page.locator("form button[type=submit]").click();
			await page.locator("form [aria-invalid=true]").first().waitFor();
		},
	},
	{
		name: "remix",
		arrange: async (account) => {
			const { id } = await submitPicture(account);
			await account.client.cancel(id);
			return `/new?from=${id}`;
		},
		ready: (page) => page.locator("[data-estimate]").waitFor(),
	},
];
