import type { State } from "../testing/state.ts";
import { frozen, sheetPicture } from "../testing/trained.ts";

export const states: State[] = [
	{
		name: "empty",
		arrange: async ({ client }) => {
			await client.datasets.create({ name: "spyke", trigger_word: "spyke_plasma_v1" });
			return "/datasets/spyke";
		},
		ready: (page) => page.getByRole("heading", { level: 1 }).waitFor(),
	},
	{
		name: "changed",
		arrange: async (account) => {
			await frozen(account);
			const { datasets } = account.client;
			await datasets.deleteItem("mia", 2);
			await datasets.changeItem("mia", 1, { caption: "portrait without the word" });
			const { id } = await account.client.upload(sheetPicture(9), "new.png");
			await datasets.add("mia", { items: [{ asset: id, caption: "mia_v1, full body, running, a park" }] });
			return "/datasets/mia";
		},
		ready: async (page) => {
			await page.locator("[data-ready]").waitFor();
			await page.locator("[data-diff] li").nth(2).waitFor();
			await page.waitForLoadState("networkidle");
		},
	},
];
