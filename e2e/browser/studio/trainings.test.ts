import { expect, test } from "vitest";
import { DIRECTIONS, expectRight } from "./testing/checks.ts";
import { inBrowser } from "./testing/in-browser.ts";
import { BASE_MODEL } from "./testing/studio-stack.ts";
import { frozen, loraFile } from "./testing/trained.ts";
import { signedIn } from "./testing/visit.ts";

inBrowser("trainings and LoRAs in a real browser", (own) => {
	/** Of the training that the first test makes. */
	let trained = "";

	test("from a version of a dataset to a LoRA in the form of a job: price before, losses and checkpoints as they come without a question in between, compared, promoted with a reason, and used", async () => {
		const dataset = await frozen(own.account);
		const { page, complaints, close } = await signedIn(own.browser, own.account, "/trainings");
		await page.getByRole("heading", { name: "Nothing was trained yet" }).waitFor();
		await page.getByRole("link", { name: "New training" }).click();
		const model = page.getByLabel("Base model", { exact: true });
		await model.fill("nothing.safetensors");
		await page.locator("[name=base_model][aria-invalid=true]").waitFor();
		await model.fill(BASE_MODEL);
		await page.locator("[data-estimate]").getByText("700 steps in about 45m").waitFor();
		expect(await page.getByLabel("Dataset", { exact: true }).inputValue()).toBe(dataset);
		await page.getByLabel("Steps", { exact: true }).fill("30");
		await page.locator("[data-estimate]").getByText("30 steps").waitFor();
		await page.getByText("More settings").click();
		await page.getByLabel("Steps between checkpoints").fill("10");
		await page.getByRole("button", { name: "Begin training" }).click();
		await page.waitForURL(/\/trainings\/job_\w+$/);
		trained = page.url().split("/").at(-1) ?? "";
		const asked: number[] = [];
		page.on("request", (request) => {
			if (new URL(request.url()).pathname === `/v1/trainings/${trained}`) asked.push(Date.now());
		});
		await page.locator("[data-remaining]").waitFor();
		await page.locator("[data-checkpoint='10']").getByText("sha256").waitFor();
		await page.locator("[data-checkpoint='20']").waitFor();
		await page.locator("main [data-status=succeeded]").waitFor();
		await page.locator("[data-losses='30'] canvas").waitFor();
		await page.locator("[data-checkpoint=last]").waitFor();
		// Two checkpoints, a beginning and an end: nobody asks every few seconds.
		expect(asked.length).toBeLessThan(8);

		await page.getByRole("button", { name: "Compare by pictures" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("What is shown").fill("portrait, a garden");
		await dialog.getByLabel("Seeds").fill("1");
		await dialog.getByRole("button", { name: "Make 4 pictures" }).click();
		await page.locator("[data-comparison=succeeded] [data-recommended]").waitFor();
		expect(await page.locator("[data-cell] img").count()).toBe(4);
		await page.getByText("The whole report").click();
		await page.getByText("Not looked at:").waitFor();

		await page.locator("[data-checkpoint='20']").getByRole("button", { name: "Promote" }).click();
		await dialog.getByText("for everybody in studio").waitFor();
		await dialog.getByLabel("Why this one").fill("the face stays hers");
		await dialog.getByRole("button", { name: "Promote" }).click();
		await page.locator("[data-checkpoint='20']").getByRole("link", { name: "mia@1" }).click();
		await page.waitForURL(/\/loras\/mia$/);
		await page.getByText("the face stays hers").waitFor();
		await page.getByRole("link", { name: "From a training" }).waitFor();
		await page.getByRole("link", { name: "Use in a new job" }).click();
		await page.locator('[data-source="sd15-text-to-image"]').click();
		await expect.poll(() => page.locator("[name=lora]").inputValue()).toBe("mia@1");
		expect(complaints.filter((one) => !/422/.test(one))).toEqual([]);
		await close();
	});

	test("a LoRA of one's own is looked at before it is sent; another version is recommended, and one goes after a question", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account, "/loras");
		await page.getByRole("button", { name: "Upload a LoRA" }).click();
		const dialog = page.getByRole("dialog");
		const choose = (name: string, buffer: Buffer) =>
			dialog
				.locator("input[type=file]")
				.setInputFiles({ name, mimeType: "application/octet-stream", buffer });
		await choose("style.safetensors", Buffer.from([0x80, 2, 1, 1, 1, 1, 1, 1, 1]));
		await dialog.getByText("This is a pickle").waitFor();
		expect(await dialog.getByRole("button", { name: "Upload", exact: true }).isDisabled()).toBe(true);
		await choose("Ink Wash.safetensors", Buffer.from(loraFile("browser")));
		await expect.poll(() => dialog.getByLabel("Name", { exact: true }).inputValue()).toBe("ink_wash");
		await dialog.getByLabel("Name", { exact: true }).fill("mia");
		await dialog.getByLabel("Terms of use").fill("CC BY 4.0");
		await dialog.getByRole("button", { name: "Upload", exact: true }).click();
		await page.waitForURL(/\/loras\/mia$/);
		const second = page.locator("[data-version='2']");
		await second.getByText("Uploaded").waitFor();
		await second.getByRole("button", { name: "More about mia@2" }).click();
		await page.getByRole("menuitem", { name: "Recommend this one" }).click();
		await second.getByText("Recommended").waitFor();
		await page.getByRole("button", { name: "More about mia@1" }).click();
		await page.getByRole("menuitem", { name: "Delete" }).click();
		await dialog.getByRole("button", { name: "Delete" }).click();
		await page.locator("[data-version='1']").waitFor({ state: "detached" });
		expect((await own.account.client.loras.get("mia")).versions.map(({ version }) => version)).toEqual([2]);
		expect(complaints).toEqual([]);
		await close();
	});

	test.each(DIRECTIONS)("nothing is wrong with them for axe, and nothing too wide: %s", async (locale) => {
		const visit = await signedIn(own.browser, own.account, `/trainings/${trained}`, { locale });
		const { page, open, complaints, close } = visit;
		await page.locator("[data-recommended]").waitFor();
		await expectRight(page);
		await open("/trainings/new");
		await page.locator("[name=base_model]").waitFor();
		await expectRight(page);
		for (const [path, shown] of [
			["/trainings", "[data-training]"],
			["/loras", "[data-lora]"],
			["/loras/mia", "[data-version]"],
		] as const) {
			await open(path);
			await page.locator(shown).first().waitFor();
			await expectRight(page);
		}
		expect(complaints).toEqual([]);
		await close();
	});
});
