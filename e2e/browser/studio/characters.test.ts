import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { png } from "../../../edge/testing/files.ts";
import { DIRECTIONS, expectRight } from "./testing/checks.ts";
import { inBrowser } from "./testing/in-browser.ts";
import { signedIn } from "./testing/visit.ts";

const VIEWS = ["avatar", "front", "side", "back"];
/** Four views, one after the other, beside whatever else the stack is busy with; in milliseconds. */
const WHOLE_SET_MS = 120_000;

/** Waits for so many pictures within `place` that have really been drawn. */
function drawn(page: Page, place: string, count: number) {
	const now = () =>
		page.evaluate(
			`[...document.querySelectorAll('${place} img:not([data-preview])')].filter((img) => img.naturalWidth > 0).length`,
		);
	return expect.poll(now, { timeout: WHOLE_SET_MS }).toBe(count);
}

/** Runs in the page from its beginning: notes every state of the views as it is shown, however briefly. */
const RECORDER = `
	window.shown = new Set();
	new MutationObserver(() => {
		const stages = [...document.querySelectorAll("[data-stage-status]")].map(
			({ dataset }) => dataset.stage + " " + dataset.stageStatus,
		);
		if (stages.length > 0) shown.add([document.querySelector("[data-progress]")?.textContent, ...stages].join(", "));
	}).observe(document, { subtree: true, childList: true, attributes: true, characterData: true });`;
const shownIn = (page: Page) => page.evaluate("[...window.shown]") as Promise<string[]>;

inBrowser("characters in a real browser", (own) => {
	test("S3-10 S3-11 S3-12 S3-14 S3-19 S3-25 S3-67 S3-70 S3-71 S3-102 S3-107 line 4: a character from nothing to four references, which the edit mode shows", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account, "/characters");
		await page.addInitScript(RECORDER);
		await page.reload();
		await page.getByRole("heading", { name: "Nobody is here yet" }).waitFor();
		await page.getByRole("button", { name: "New character" }).click();
		const dialog = page.getByRole("dialog", { name: "Who is it?" });
		await dialog.getByRole("button", { name: "Create" }).click();
		await dialog.getByText("Give it a name").waitFor();
		await dialog.getByLabel("Name").fill("Mara");
		await dialog.getByLabel("Looks and clothes").fill("red leather jacket");
		await dialog.getByRole("button", { name: "Create" }).click();
		await page.waitForURL(/\/characters\/chr_\w+\?edit$/);
		expect(page.url().startsWith(own.stack.url)).toBe(true);

		// What is said of it is what prompts begin with, in the edge's words.
		await page.getByLabel("Age", { exact: true }).fill("30");
		await page.getByLabel("Gender", { exact: true }).fill("female");
		await page.getByRole("button", { name: "Save" }).click();
		await page.locator("[data-prompt]").getByText("A woman, 30 years old, red leather jacket").waitFor();

		await page.getByText("Usually takes 8 to 12 minutes").waitFor();
		await page.getByRole("button", { name: "Make references" }).click();
		for (const name of ["Avatar (face)", "Body, front", "Body, side", "Body, back"])
			await page.locator("[data-making]").getByText(name, { exact: true }).waitFor();
		await page.locator("[data-reference]").nth(3).waitFor({ timeout: WHOLE_SET_MS });
		await drawn(page, "[data-reference]", 4);
		expect(
			await page
				.locator("[data-reference]")
				.evaluateAll((cards) => cards.map((card) => card.getAttribute("data-reference"))),
		).toEqual(VIEWS.map((view) => view.toUpperCase()));
		// Each view was there as soon as it was made, while later ones still waited.
		const shown = await shownIn(page);
		expect(shown).toContainEqual(
			expect.stringMatching(/^Stage 1 of 4, avatar in_progress, front pending, side pending, back pending$/),
		);
		expect(shown).toContainEqual(
			expect.stringMatching(
				/^Stage 2 of 4, avatar completed, front in_progress, side pending, back pending$/,
			),
		);
		await page.locator("[data-references] [data-in-use]").waitFor();
		await page.getByText("Made like 3 pictures").waitFor();
		expect(complaints).toEqual([]);
		await close();
	}, 240_000);

	test("S3-22 S3-23 line 4: references are seen in the edit mode only; the face stands for the character elsewhere", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account, "/characters");
		await drawn(page, "[data-character]", 1);
		await page.locator("[data-character]").click();
		await page.getByRole("heading", { name: "Mara", level: 1 }).waitFor();
		await page.locator("[data-in-use]").waitFor();
		expect(await page.locator("[data-reference]").count()).toBe(0);
		await page.getByRole("button", { name: "Edit" }).click();
		await page.locator("[data-reference]").nth(3).waitFor();
		expect(complaints).toEqual([]);
		await close();
	});

	test("S3-13 S3-16 S3-26 line 4: made anew like pictures of one's own, the old set counts meanwhile; canceled, it stays", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account, "/characters");
		await page.locator("[data-character]").click();
		await page.getByRole("button", { name: "Edit" }).click();
		const file = { name: "own.png", mimeType: "image/png", buffer: Buffer.from(await png(8, 8)) };
		await page.locator("input[type=file]").setInputFiles(Array.from({ length: 6 }, () => file));
		await page.getByText("At most 5 pictures; the others were left out.").waitFor();
		await page.getByRole("button", { name: "Remove picture 5" }).click();
		await page.getByRole("button", { name: "Make all four anew" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Make all four anew" }).click();
		await page.getByText("Made like the pictures that you gave").waitFor();
		await page.getByText("In use until the new set is whole").waitFor();
		expect(await page.locator("[data-reference]").count()).toBe(4);
		await page.getByRole("button", { name: "Cancel" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
		await page.getByText("Making the references was canceled").waitFor();
		expect(await page.locator("[data-reference]").count()).toBe(4);
		expect(complaints).toEqual([]);
		await close();
	});

	test.each(DIRECTIONS)(
		"nothing is wrong with characters for axe, and nothing too wide: %s",
		async (locale) => {
			const { page, complaints, open, close } = await signedIn(own.browser, own.account, "/characters", {
				locale,
			});
			await page.locator("[data-character]").waitFor();
			await expectRight(page);
			const link = await page.locator("[data-character]").getAttribute("data-character");
			await open(`/characters/${link}`);
			await page.locator("[data-in-use]").waitFor();
			await expectRight(page);
			await open(`/characters/${link}?edit`);
			await page.locator("[data-reference]").nth(3).waitFor();
			await expectRight(page);
			expect(complaints).toEqual([]);
			await close();
		},
	);
});
