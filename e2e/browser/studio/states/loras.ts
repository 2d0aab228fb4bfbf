import type { State } from "../testing/state.ts";
import { lora, loraFile, training } from "../testing/trained.ts";

export const states: State[] = [
	{ name: "empty", arrange: async () => "/loras", ready: (page) => page.locator("main h2").waitFor() },
	{
		name: "some",
		arrange: async (account) => {
			await lora(account, "ink_wash", { licence: "CC BY 4.0", trigger_word: "inkwash" });
			await lora(account, "ink_wash", { promote: true });
			await lora(account, "tokyo_noir_with_a_long_name_that_has_to_break_somewhere", {});
			await training(account, 60);
			return "/loras";
		},
		ready: (page) => page.locator("[data-lora]").nth(2).waitFor(),
	},
	{
		name: "refused",
		arrange: async () => "/loras",
		ready: async (page) => {
			await page.locator("main button").first().click();
			const buffer = Buffer.from([0x80, 2, 1, 1, 1, 1, 1, 1, 1]);
			await page
				.locator("input[type=file]")
				.setInputFiles({ name: "style.safetensors", mimeType: "application/octet-stream", buffer });
			await page.getByRole("dialog").locator("[role=alert]:not(:empty)").waitFor();
		},
	},
	{
		name: "chosen",
		arrange: async () => "/loras",
		ready: async (page) => {
			await page.locator("main button").first().click();
			const buffer = Buffer.from(loraFile("style"));
			await page
				.locator("input[type=file]")
				.setInputFiles({ name: "Ink Wash v2.safetensors", mimeType: "application/octet-stream", buffer });
			await page.getByRole("dialog").getByText("Ink Wash v2.safetensors").waitFor();
		},
	},
];
