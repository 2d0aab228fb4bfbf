import { expect, test } from "vitest";
import { inBrowser } from "./testing/in-browser.ts";
import { signedIn } from "./testing/visit.ts";
import { workersOf } from "./testing/worker.ts";

/** Runs in the page: notes what the browser is asked to tell, and says that nobody looks at the page. */
const TOLD = `
	window.told = [];
	const Browsers = window.Notification;
	window.Notification = class extends Browsers {
		constructor(title, options) {
			super(title, options);
			window.told.push(title);
		}
	};
	Object.defineProperty(document, "visibilityState", { get: () => "hidden" });`;

inBrowser(
	"what a browser has besides: its camera, and its notifications",
	(own) => {
		test("a picture for a parameter is taken by the camera, which is off again afterwards", async () => {
			const visitor = await signedIn(own.browser, own.account, "/new?workflow=skin-enhance-upscale");
			const { page, context, complaints, close } = visitor;
			await context.grantPermissions(["camera"]);
			await page.getByRole("button", { name: "Camera" }).first().click();
			const dialog = page.getByRole("dialog");
			await expect
				.poll(() =>
					dialog
						.locator("video")
						.evaluate((video) => (video as unknown as { videoWidth: number }).videoWidth),
				)
				.toBeGreaterThan(0);
			await dialog.getByRole("button", { name: "Take the picture" }).click();
			await page.locator("[data-uploaded]").waitFor();
			await dialog.waitFor({ state: "detached" });
			expect(complaints).toEqual([]);
			await close();
		});

		test("who asked for it is told by the browser when a job has ended that nobody looks at", async () => {
			const visitor = await signedIn(own.browser, own.account, "/jobs");
			const { page, context, complaints, close } = visitor;
			await context.grantPermissions(["notifications"]);
			await page.addInitScript(TOLD);
			await page.reload();
			const notify = page.getByRole("button", { name: "Notify me when a job ends" });
			await notify.click();
			await page.locator("[aria-pressed=true]", { hasText: "Notify me" }).waitFor();
			// A pool whose workers were never started: it still waits when it is looked at.
			const pool = "devices-nobody";
			const workers = await workersOf(own.stack, pool);
			const job = await own.account.client.submit({
				workflow: "z-image-turbo-base-image",
				parameters: { prompt: "a lighthouse that is told of" },
				pool,
			});
			await visitor.open(`/jobs/${job.id}`);
			await page.locator("main [data-status=queued]").first().waitFor();
			await own.account.client.cancel(job.id);
			await expect
				.poll(() => page.evaluate("window.told"))
				.toEqual(["Canceled: a lighthouse that is told of"]);
			expect(complaints).toEqual([]);
			await close();
			await workers.stop();
		});
	},
	["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
);
