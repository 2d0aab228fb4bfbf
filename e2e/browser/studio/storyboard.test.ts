import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { read } from "../../testing/pictures.ts";
import { DIRECTIONS, expectAccessible, expectRight } from "./testing/checks.ts";
import { inBrowser } from "./testing/in-browser.ts";
import { signedIn } from "./testing/visit.ts";

const SCRIPT = [
	"The lighthouse has been dark for a year.",
	"Mara comes back on the last boat.",
	"Nobody waits at the pier.",
	"The key still turns.",
	"Dust lies on the stairs.",
	"She finds her father's logbook.",
	"The last entry is of the night of the storm.",
	"The lamp is cracked, but it is there.",
	"She works until her hands hurt.",
	"Far out, a ship is off its course.",
	"The light turns.",
	"In the morning, the pier is full of people.",
];
/** Twelve pictures, beside whatever else the stack is busy with; in milliseconds. */
const WHOLE_BOARD_MS = 180_000;

const shotsThat = (page: Page, status: string) => page.locator(`[data-shot] [data-shot-status=${status}]`);

inBrowser("a storyboard in a real browser", (own) => {
	let board: string;

	test("S1-42 S1-43 S1-44 S1-47 S1-48 line 4 and 5: a storyboard of twelve shots, from a script to twelve pictures, live over one socket", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account, "/storyboards");
		const sockets: string[] = [];
		// The shell keeps the account's own; of this page there is one more, however many pictures are made.
		page.on("websocket", (socket) => {
			const { pathname } = new URL(socket.url());
			if (pathname !== "/v1/account/socket") sockets.push(pathname);
		});
		await page.getByRole("heading", { name: "Tell a story in pictures" }).waitFor();
		await page.getByRole("button", { name: "New storyboard" }).click();
		const dialog = page.getByRole("dialog", { name: "What is it about?" });
		await dialog.getByLabel("Name").fill("The light");
		await dialog.getByLabel("Script").fill(SCRIPT.join("\n"));
		await dialog.getByRole("button", { name: "Create" }).click();
		await page.waitForURL(/\/storyboards\/prj_\w+$/);
		board = new URL(page.url()).pathname.replace("/studio", "");
		await page.locator("[data-shot]").nth(11).waitFor();
		await page.getByRole("button", { name: "Make 12 pictures" }).click();
		await page.getByText("12 pictures are queued").waitFor();
		await page
			.locator("[data-shot] [data-shot-status=generating]")
			.first()
			.waitFor({ timeout: WHOLE_BOARD_MS });
		await shotsThat(page, "completed").nth(11).waitFor({ timeout: WHOLE_BOARD_MS });
		await page.getByText("12 of 12 pictures are up to date").waitFor();
		expect(new Set(sockets)).toEqual(new Set([`/v1/projects/${board.split("/").at(-1)}/socket`]));
		expect(complaints).toEqual([]);
		await close();
	}, 300_000);

	test("S1-21 line 4: a sentence is edited where it stands and stays good; what is to be seen makes its picture outdated, and one is made", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account, board);
		await page.getByRole("button", { name: "Edit the sentence of shot 2" }).click();
		await page.keyboard.type("Mara comes home.");
		await page.keyboard.press("Enter");
		await page.getByText("Mara comes home.").waitFor();
		await page.getByText("12 of 12 pictures are up to date").waitFor();
		await page.getByRole("button", { name: "Edit what is to be seen in shot 2" }).click();
		await page.keyboard.type("a woman on a small ferry");
		await page.keyboard.press("Escape");
		expect(await page.getByText("a woman on a small ferry").count()).toBe(0);
		await page.getByRole("button", { name: "Edit what is to be seen in shot 2" }).press("Enter");
		await page.keyboard.type("a woman on a small ferry");
		await page.keyboard.press("Enter");
		await page.getByText("Changed since").waitFor();
		await page.getByText("11 of 12 pictures are up to date").waitFor();
		await page.getByRole("button", { name: "Make 1 picture" }).waitFor();
		await page.getByRole("button", { name: "Make the picture of shot 2", exact: true }).click();
		await page.getByText("12 of 12 pictures are up to date").waitFor({ timeout: WHOLE_BOARD_MS });
		await page.reload();
		await page.getByText("Mara comes home.").waitFor();
		expect(complaints).toEqual([]);
		await close();
	}, 240_000);

	test("line 4: a lightbox steps through by keyboard, to the ends and no further, and gives the focus back", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account, board);
		await page.getByRole("button", { name: "Enlarge shot 1", exact: true }).press("Enter");
		const at = (n: number) => page.locator("[data-lightbox]").getByText(`${n} of 12`).waitFor();
		await at(1);
		for (const [key, n] of [
			["ArrowLeft", 1],
			["ArrowRight", 2],
			["End", 12],
			["ArrowRight", 12],
			["ArrowLeft", 11],
		] as const) {
			await page.keyboard.press(key);
			await at(n);
		}
		await expectAccessible(page);
		await page.keyboard.press("Escape");
		await page.locator("[data-lightbox]").waitFor({ state: "detached" });
		expect(complaints).toEqual([]);
		await close();
	});

	test("line 4: the contact sheet is a picture of all twelve, drawn by the browser", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account, board);
		await page.getByRole("button", { name: "More", exact: true }).last().click();
		const download = page.waitForEvent("download");
		await page.getByRole("menuitem", { name: "Contact sheet" }).click();
		const file = await download;
		expect(file.suggestedFilename()).toBe("The light.png");
		const { width, height } = read(await readFile(await file.path()));
		expect(width).toBe(32 + 4 * 512);
		// Three rows of pictures with their sentences.
		expect(height).toBeGreaterThan(3 * 270);
		expect(complaints).toEqual([]);
		await close();
	});

	test.each(DIRECTIONS)(
		"nothing is wrong with storyboards for axe, and nothing too wide: %s",
		async (locale) => {
			const { page, complaints, open, close } = await signedIn(own.browser, own.account, "/storyboards", {
				locale,
			});
			await page.locator("[data-project]").waitFor();
			await expectRight(page);
			await open(board);
			await page.locator("[data-shot]").nth(11).waitFor();
			await expectRight(page);
			await open(`${board}?view=table`);
			await page.getByRole("row").nth(12).waitFor();
			await expectRight(page);
			expect(complaints).toEqual([]);
			await close();
		},
	);
});
