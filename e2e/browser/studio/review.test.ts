import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { FaultAction } from "../../../worker/emulators/comfyui/faults.ts";
import { setFaults } from "../../testing/comfyui.ts";
import { ended } from "../../testing/follow.ts";
import { submitBlack } from "./testing/account.ts";
import { DIRECTIONS, expectRight } from "./testing/checks.ts";
import { inBrowser } from "./testing/in-browser.ts";
import type { StudioStack } from "./testing/setup.ts";
import { signedIn } from "./testing/visit.ts";

/** Spoils the next picture that the emulated ComfyUI saves. */
const spoil = ({ workerEnv }: StudioStack, kind: FaultAction["kind"]) =>
	setFaults(workerEnv.COMFYUI_URL ?? "", [{ at: "output", do: { kind } as FaultAction }]);

inBrowser("what people look at and decide", (own) => {
	const counted = (page: Page) => page.getByRole("complementary").locator("[data-count]");

	test("S0-D36 the queue is gone through by keys alone: points, pass, fail, undo; the menu counts what waits", async () => {
		for (const width of [96, 128]) {
			const { id } = await submitBlack(own.account, width);
			expect((await ended(own.account.client, id)).status).toBe("succeeded");
		}
		const { page, complaints, close } = await signedIn(own.browser, own.account, "/review");
		const here = page.locator("[data-review]");
		const shown = () => here.getAttribute("data-review");
		await here.locator('[data-reason="failed"]').waitFor();
		await here.getByText("the picture is black").waitFor();
		// What was measured stands beside it, with what it was held against.
		const blank = here.getByRole("row").filter({ hasText: "Blank" });
		expect(await blank.getByRole("cell").allTextContents()).toEqual(["Blank", "Failed its checks", "0", "2"]);
		expect(await counted(page).getAttribute("data-count")).toBe("2");
		await page.getByText("1 of 2").waitFor();
		await page.keyboard.press("j");
		await page.getByText("2 of 2").waitFor();
		await page.keyboard.press("k");
		const first = (await shown()) ?? "";
		for (const key of ["1", "9", "9", "0"]) await page.keyboard.press(key);
		const answer = (point: string, name: RegExp) =>
			here.locator(`[data-point=${point}]`).getByRole("button", { name, pressed: true });
		await answer("photorealistic", /^Yes/).waitFor();
		await answer("sharp", /^No/).waitFor();
		await answer("composition", /^Yes/).waitFor();
		await here.getByLabel("Note").fill("all of it is black: f and p are letters here");
		await page.keyboard.press("Escape");
		await here.getByLabel("Note").blur();
		await page.keyboard.press("f");
		await expect.poll(shown).not.toBe(first);
		await expect.poll(() => counted(page).getAttribute("data-count")).toBe("1");
		const reviews = async (id: string) => {
			const answer = await page.request.get(`${own.account.url}/v1/assets/${id}/reviews`, {
				headers: { authorization: `Bearer ${own.account.key}` },
			});
			return (await answer.json()).data;
		};
		expect(await reviews(first)).toMatchObject([
			{
				...{ verdict: "fail", points: 2, of: 3 },
				answers: { photorealistic: true, sharp: false, composition: true },
				note: "all of it is black: f and p are letters here",
			},
		]);
		await page.keyboard.press("u");
		await expect.poll(shown).toBe(first);
		expect(await reviews(first)).toEqual([]);
		await page.keyboard.press("p");
		await expect.poll(shown).not.toBe(first);
		await page.keyboard.press("p");
		await page.getByRole("heading", { name: "Nothing waits for a review" }).waitFor();
		await counted(page).waitFor({ state: "detached" });
		expect(await reviews(first)).toMatchObject([{ verdict: "pass", points: 0, of: 0 }]);
		await page.keyboard.press("u");
		await here.waitFor();
		await page.keyboard.press("?");
		await page.getByRole("dialog").getByText("Answer a point of the checklist").waitFor();
		expect(complaints).toEqual([]);
		await close();
	});

	test.each(DIRECTIONS)("the queue is right for axe and fits a phone and a desk in %s", async (locale) => {
		const { page, close } = await signedIn(own.browser, own.account, "/review", { locale });
		await page.locator("[data-review] table").waitFor();
		await expectRight(page);
		await close();
	});

	test.each<[string, FaultAction["kind"], string]>([
		["black", "blacken_output", "the picture is black"],
		["cut off", "truncate_output", "Readable"],
		["of another size", "shrink_output", "Size"],
	])(
		"S0-D33 a picture that is %s says so on the job's page, is taken again, and the job ends right",
		async (_, kind, words) => {
			await spoil(own.stack, kind);
			const { id } = await own.account.client.submit({
				workflow: "z-image-turbo-base-image",
				parameters: { prompt: "a lighthouse", seed: 7, width: 512, height: 768, variations: 1 },
			});
			const { page, complaints, close } = await signedIn(own.browser, own.account, `/jobs/${id}`);
			await page.locator("header [data-status=succeeded]").first().waitFor();
			await page.getByText("1 earlier take").click();
			const refused = page.locator("[data-earlier]");
			await refused.locator("[data-quality=fail]").waitFor();
			await refused.getByText(words).first().waitFor();
			await page.locator("[data-task] [data-quality]:not([data-quality=fail])").first().waitFor();
			expect((await own.account.client.job(id)).stages).toMatchObject([{ status: "succeeded", take: 2 }]);
			expect(complaints).toEqual([]);
			await close();
		},
	);

	test("a picture and a quick preview are approved in the studio before there is any task of the dear film", async () => {
		const { id } = await own.account.client.submit({
			pipeline: "film-from-picture",
			parameters: { prompt: "a lighthouse", motion: "the light turns", aspect_ratio: "1:1", seed: 7 },
		});
		const { page, close } = await signedIn(own.browser, own.account, `/jobs/${id}`);
		const tasks = async () =>
			Object.fromEntries(
				(await own.account.client.job(id)).stages.map(({ key, tasks }) => [key, tasks.length]),
			);
		for (const [stage, before] of [
			["picture", { picture: 1, preview: 0, film: 0 }],
			["preview", { picture: 1, preview: 1, film: 0 }],
		] as const) {
			const gate = page.locator(`[data-gate="${stage}"]`);
			await gate.locator("li").first().waitFor();
			expect(await tasks()).toEqual(before);
			await gate.getByRole("button", { name: "Approve" }).click();
			await gate.waitFor({ state: "detached" });
		}
		await expect.poll(tasks).toEqual({ picture: 1, preview: 1, film: 1 });
		await own.account.client.cancel(id);
		await page.locator("header [data-status=canceled]").first().waitFor();
		await close();
	});
});
