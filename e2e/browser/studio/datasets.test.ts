import { expect, test } from "vitest";
import { characterSheetPlan, sheetCaption } from "../../../workflows/prompts/poses.ts";
import { makeAccount, type StudioAccount } from "./testing/account.ts";
import { DIRECTIONS, expectRight } from "./testing/checks.ts";
import { inBrowser } from "./testing/in-browser.ts";
import { sheetPicture, TRIGGER } from "./testing/trained.ts";
import { signedIn } from "./testing/visit.ts";

/** Seven pictures of a sheet; the fourth shows the first one mirrored, the third says nothing that a caption says. */
async function fill({ client }: StudioAccount): Promise<void> {
	const items = [];
	for (const [at, shown] of characterSheetPlan(7).entries()) {
		const { id } = await client.upload(at === 3 ? sheetPicture(0, true) : sheetPicture(at), `p${at}.png`);
		items.push({ asset: id, caption: at === 2 ? "walking" : sheetCaption(TRIGGER, shown) });
	}
	await client.datasets.add("mia", { items });
}

inBrowser("datasets in a real browser", (own) => {
	test("an empty one says only what to do first; several pictures are chosen at once, and then it says what is missing", async () => {
		const another = await makeAccount(own.stack);
		await another.client.datasets.create({ name: "two", trigger_word: TRIGGER });
		const { page, complaints, close } = await signedIn(own.browser, another, "/datasets/two");
		await page.getByText("Pictures, or a ZIP archive").waitFor();
		expect(await page.locator("[data-ready], [data-finding]").count()).toBe(0);
		const files = [1, 2].map((seed) => ({
			...{ name: `${seed}.png`, mimeType: "image/png" },
			buffer: Buffer.from(sheetPicture(seed)),
		}));
		await page.locator("main input[type=file]").setInputFiles(files);
		await page.locator("[data-item='2']").waitFor();
		await page.locator("[data-finding=too_few]").waitFor();
		expect(complaints).toEqual([]);
		await close();
	});

	test("from nothing to a version: pictures are decoded and compared, a caption is mended beside its verdict, what is ready is frozen and can be downloaded", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account, "/datasets");
		await page.getByRole("heading", { name: "No dataset yet" }).waitFor();
		await page.getByRole("button", { name: "New dataset" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("Name").fill("mia");
		await dialog.getByLabel("Trigger word").fill(TRIGGER);
		await dialog.getByRole("button", { name: "Create" }).click();
		await page.waitForURL(/\/datasets\/mia$/);
		await page.getByText("Pictures, or a ZIP archive").waitFor();

		await fill(own.account);
		await page.reload();
		const third = page.locator("[data-item='3']");
		await third.locator("[data-finding=trigger_not_first]").waitFor();
		await page.locator("[data-item='4'] [data-finding=flipped_twin]").getByText("#1").waitFor();
		expect(await page.locator("[data-finding=not_compared]").count()).toBe(0);
		expect(await page.getByRole("button", { name: "Freeze" }).isDisabled()).toBe(true);
		await third.getByRole("textbox").fill(`${TRIGGER}, full body, walking, park`);
		await third.getByRole("button", { name: "Save" }).click();
		await page.locator("[data-ready=true]").waitFor();
		await page.getByRole("button", { name: "Freeze" }).click();
		const version = page.locator("[data-version='1']").getByRole("link", { name: "mia@1" });
		await version.waitFor();
		expect(await version.getAttribute("href")).toBe("/v1/datasets/mia/archive?version=1");
		expect((await own.account.client.datasets.get("mia")).versions).toHaveLength(1);

		// What is taken out after a question is told as the difference from the version, which keeps it.
		await page.locator("[data-item='7']").getByRole("button", { name: "Take out #7" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Take out #7" }).click();
		await page.locator("[data-item='7']").waitFor({ state: "detached" });
		await page.locator("[data-diff]").getByText("Taken out", { exact: true }).waitFor();
		expect(await page.locator("[data-diff] li").count()).toBe(1);
		expect(complaints).toEqual([]);
		await close();
		for (const locale of DIRECTIONS) {
			const visit = await signedIn(own.browser, own.account, "/datasets/mia", { locale, width: 390 });
			await visit.page.locator("[data-ready]").waitFor();
			await expectRight(visit.page);
			expect(visit.complaints).toEqual([]);
			await visit.close();
		}
	});
});
