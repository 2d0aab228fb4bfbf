import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { paint } from "../../testing/pictures.ts";
import { DIRECTIONS, expectRight } from "./testing/checks.ts";
import { inBrowser } from "./testing/in-browser.ts";
import { signedIn } from "./testing/visit.ts";

const PROMPT = "woman of 30, short black hair, green eyes";

/** What has the focus, by its label, its name or its words. */
const FOCUSED =
	"((at) => [at?.getAttribute('aria-label'), at?.labels?.[0]?.textContent, at?.textContent].join(' '))(document.activeElement)";

/** Presses Tab until what has the focus is called so. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
	for (let presses = 0; presses < 120; presses++) {
		await page.keyboard.press("Tab");
		const here = await page.evaluate(FOCUSED);
		if (name.test(String(here))) return;
	}
	throw new Error(`nothing called ${name} can be reached by Tab`);
}

/** Text that runs in the page: a picture as it is dropped or pasted. */
const transferOf = (png: Uint8Array) => `(() => {
	const transfer = new DataTransfer();
	const bytes = Uint8Array.fromBase64(${JSON.stringify(Buffer.from(png).toString("base64"))});
	transfer.items.add(new File([bytes], "one.png", { type: "image/png" }));
	return transfer;
})()`;

inBrowser("a new job, from its form", (own) => {
	test("a dialog that cannot be loaded takes neither the page nor what was typed with it, and opens once it can be", async () => {
		const { page, close } = await signedIn(
			own.browser,
			own.account,
			"/new?pipeline=character-reference-dataset",
		);
		const prompt = page.getByLabel("Prompt (required)");
		await prompt.fill(PROMPT);
		await page.route(/\/assets\/dialog-box-[\w-]+\.js/, (route) => route.fulfill({ status: 404 }), {
			times: 1,
		});
		const choose = page.getByRole("button", { name: "From the gallery" });
		await choose.click();
		await page.getByText("Nothing on this page is lost").waitFor();
		expect(await prompt.inputValue()).toBe(PROMPT);
		await choose.click();
		await page.getByRole("dialog").waitFor();
		await close();
	});

	test("S3-14 a character job goes from the catalogue over its form, with time and price before it, to four pictures", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account, "/new");
		await page.getByLabel("Search").fill("reference dataset");
		await page.locator('[data-source="character-reference-dataset"]').click();
		await page.getByLabel("Prompt (required)").fill(PROMPT);
		await page.locator("[data-estimate]").getByText("4 tasks").waitFor();
		// A reference is uploaded, and can be taken from the gallery the next time.
		await page.getByLabel("References", { exact: true }).setInputFiles({
			name: "face.png",
			mimeType: "image/png",
			buffer: Buffer.from(paint(64, 64, (x, y) => [x * 4, y * 4, 0])),
		});
		await page.locator("[data-uploaded]").waitFor();
		await page.getByRole("button", { name: "From the gallery" }).click();
		await page.locator("[data-asset]").first().waitFor();
		await page.keyboard.press("Escape");
		await page.getByText("The same request as code").click();
		await page.getByRole("tab", { name: "Command line" }).click();
		await page.getByText("pipelines run character-reference-dataset").waitFor();
		await page.getByRole("button", { name: "Make it" }).click();
		await page.waitForURL(/\/jobs\/job_/);
		const loaded = page.locator('[data-stage] [data-task] img[alt]:not([alt=""]).opacity-100');
		await loaded.nth(3).waitFor({ timeout: 55_000 });
		expect(complaints).toEqual([]);
		await close();
	});

	test("what the edge refuses stands at the field it is about, which gets the focus; a workflow's request is told for a shell, a program and the command line", async () => {
		const { page, close } = await signedIn(
			own.browser,
			own.account,
			"/new?workflow=z-image-turbo-base-image",
		);
		await page.getByRole("button", { name: "Make it" }).click();
		const prompt = page.getByLabel("Prompt (required)");
		await page.locator("textarea[name=prompt][aria-invalid=true]:focus").waitFor();
		await prompt.fill("a fox");
		await page.getByText("The same request as code").click();
		for (const [language, start] of Object.entries({
			curl: "curl",
			TypeScript: "import",
			"Command line": "npm run darkroom -- run z-image-turbo-base-image",
		})) {
			await page.getByRole("tab", { name: language }).click();
			// What was typed comes to the text a moment later, and one panel stays until the other is there.
			await expect
				.poll(() => page.getByRole("tabpanel").locator("pre").first().textContent())
				.toMatch(new RegExp(`^${start}[^]*a fox`));
		}
		await page.getByText("More settings").click();
		await page.getByLabel("Width").fill("500");
		await page.getByRole("button", { name: "Make it" }).click();
		await page.locator("input[name=width][aria-invalid=true]:focus").waitFor();
		await close();
	});

	test("pictures are dropped on a parameter, and pasted into it", async () => {
		const { page, complaints, close } = await signedIn(
			own.browser,
			own.account,
			"/new?pipeline=character-reference-dataset",
		);
		const place = "fieldset:has(input[type=file])";
		await page.locator(place).waitFor();
		const dropped = await page.evaluateHandle(transferOf(paint(32, 32, (x, y) => [x * 8, y * 8, 9])));
		await page.locator(place).dispatchEvent("drop", { dataTransfer: dropped });
		await page.locator("[data-uploaded]").waitFor();
		const pasted = transferOf(paint(32, 32, (x, y) => [9, x * 8, y * 8]));
		await page.evaluate(`document.querySelector("${place}").dispatchEvent(
			new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: ${pasted} }))`);
		await page.locator("[data-uploaded]").nth(1).waitFor();
		expect(complaints).toEqual([]);
		await close();
	});

	test("an ended job is made again with another seed, its settings in the form", async () => {
		const { id } = await own.account.client.submit({
			workflow: "z-image-turbo-base-image",
			parameters: { prompt: "an old ship", seed: 5, variations: 2, aspect_ratio: "9:16" },
		});
		await own.account.client.cancel(id);
		const { page, close } = await signedIn(own.browser, own.account, `/jobs/${id}`);
		await page.getByRole("link", { name: "Remix" }).click();
		expect(await page.getByLabel("Prompt (required)").inputValue()).toBe("an old ship");
		expect(await page.getByRole("button", { name: "9:16" }).getAttribute("aria-pressed")).toBe("true");
		await page.getByText("More settings").click();
		expect(await page.getByLabel("Seed").inputValue()).toBe("");
		await close();
	});

	test("the main job by keyboard alone: catalogue, form, submit, job page", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account);
		await page.keyboard.press("g");
		await page.keyboard.press("n");
		await page.waitForURL(/\/new$/);
		await page.getByLabel("Search").waitFor();
		await tabTo(page, /^ Search/);
		await page.keyboard.type("z-image-turbo-base-image");
		await tabTo(page, /Z-Image/);
		await page.keyboard.press("Enter");
		await page.getByLabel("Prompt (required)").waitFor();
		await tabTo(page, /^ Prompt/);
		await page.keyboard.type("a lighthouse at night");
		await page.keyboard.press("Control+Enter");
		await page.waitForURL(/\/jobs\/job_/);
		await page.locator("[data-stage]").first().waitFor();
		await tabTo(page, /Cancel/);
		await page.keyboard.press("Enter");
		await page.getByRole("dialog").waitFor();
		await tabTo(page, /Cancel the job/);
		await page.keyboard.press("Enter");
		await page.locator("header [data-status=canceled]").first().waitFor();
		expect(complaints).toEqual([]);
		await close();
	});

	test.each(DIRECTIONS)(
		"nothing is wrong with catalogue and form for axe, nor too wide: %s",
		async (locale) => {
			const { page, complaints, close } = await signedIn(own.browser, own.account, "/new", { locale });
			await page.locator("[data-source]").first().waitFor();
			await expectRight(page);
			await page.locator('[data-source="character-creation"]').click();
			await page.locator("textarea[name=prompt]").waitFor();
			for (const part of await page.locator("form summary").all()) await part.click();
			await expectRight(page);
			expect(complaints).toEqual([]);
			await close();
		},
	);
});
