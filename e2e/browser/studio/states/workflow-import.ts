import { readFile } from "node:fs/promises";
import path from "node:path";
import type { State } from "../testing/state.ts";

const FILE = path.resolve(import.meta.dirname, "../../../fixtures/tiny-text-to-image.json");
const choose = async (page: Parameters<State["ready"]>[0], buffer: Buffer, name: string) => {
	await page.locator("input[type=file]").setInputFiles({ name, mimeType: "application/json", buffer });
};

export const states: State[] = [
	{
		name: "empty",
		arrange: async () => "/workflows/import",
		ready: (page) => page.getByRole("button").first().waitFor(),
	},
	{
		name: "no-workflow",
		arrange: async () => "/workflows/import",
		ready: async (page) => {
			await choose(page, Buffer.from("{}"), "notes.json");
			await page.locator("main [role=alert]:not(:empty)").waitFor();
		},
	},
	{
		name: "report",
		arrange: async () => "/workflows/import",
		ready: async (page) => {
			await choose(page, await readFile(FILE), "Lighthouse.json");
			await page.locator("[data-node]").first().waitFor();
		},
	},
	{
		name: "proposed",
		arrange: async () => "/workflows/import",
		ready: async (page) => {
			await choose(page, await readFile(FILE), "Lighthouse.json");
			await page.locator("[data-node]").first().waitFor();
			await page.locator("main form button[type=submit]").click();
			await page.locator("[data-parameter]").first().waitFor();
		},
	},
];
