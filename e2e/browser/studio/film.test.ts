import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { AssetChecks } from "../../../edge/contract/assets/quality.ts";
import { solid } from "../../../worker/emulators/comfyui/render/canvas.ts";
import { encodeMp4 } from "../../../worker/emulators/comfyui/render/mp4.ts";
import { told } from "../../../workflows/quality/checks/check.ts";
import { expectAccessible } from "./testing/checks.ts";
import { inBrowser } from "./testing/in-browser.ts";
import { signedIn } from "./testing/visit.ts";

/** Runs in the page: a short film that the browser records of a canvas, as base64. */
const RECORD = `new Promise((done) => {
	const canvas = Object.assign(document.createElement("canvas"), { width: 160, height: 90 });
	const pen = canvas.getContext("2d");
	const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: "video/webm;codecs=vp8" });
	const parts = [];
	let pictures = 0;
	recorder.ondataavailable = ({ data }) => parts.push(data);
	recorder.onstop = () => {
		const reader = new FileReader();
		reader.onload = () => done(String(reader.result).split(",")[1]);
		reader.readAsDataURL(new Blob(parts));
	};
	const draw = () => {
		pen.fillStyle = "hsl(" + pictures * 9 + " 90% 50%)";
		pen.fillRect(0, 0, 160, 90);
		if (++pictures < 40) setTimeout(draw, 25);
		else recorder.stop();
	};
	recorder.start();
	draw();
})`;

/** What a worker with ffmpeg would have found: such a film has not been through one. */
const CHECKS: AssetChecks = {
	status: "warn",
	checks: [
		told("video_black", "warn", "it begins in black", {
			...{ value: 0.2, limit: 0.1 },
			spans: [{ from: 0, to: 0.2 }],
		}),
		told("video_frozen", "warn", "it stands still", {
			...{ value: 0.4, limit: 0.2 },
			spans: [{ from: 0.4, to: 0.8 }],
		}),
	],
};

inBrowser("the page of a film", (own) => {
	const time = (page: Page) =>
		page.locator("video").evaluate((player) => (player as unknown as { currentTime: number }).currentTime);

	test("what was found second by second and pictures of the film lead to their place in it", async () => {
		const { page, open, complaints, close } = await signedIn(own.browser, own.account);
		const recorded = Buffer.from((await page.evaluate(RECORD)) as string, "base64");
		const { id } = await own.account.client.upload(new Uint8Array(recorded), "film.webm");
		await page.route(`**/v1/assets/${id}/quality`, (route) => route.fulfill({ json: CHECKS }));
		await open(`/gallery/${id}`);
		await page.locator("[data-frame]").nth(9).waitFor();
		await page.locator('[data-lane="video_frozen"] button').click();
		await expect.poll(() => time(page)).toBeCloseTo(0.4, 1);
		await page.locator('[data-lane="video_black"]').getByText("0.2 s").waitFor();
		await page.locator("[data-frame]").nth(8).click();
		await expect.poll(() => time(page)).toBeGreaterThan(0.5);
		await expectAccessible(page);
		expect(complaints).toEqual([]);
		await close();
	});

	test("a film that this browser cannot play says so in place of its pictures", async () => {
		const film = encodeMp4([solid(64, 48, [200, 90, 20]), solid(64, 48, [20, 90, 200])], 8);
		const { id } = await own.account.client.upload(new Uint8Array(film), "film.mp4");
		const { page, close } = await signedIn(own.browser, own.account, `/gallery/${id}`);
		await page.getByText("This browser cannot play the film").waitFor();
		await close();
	});
});
