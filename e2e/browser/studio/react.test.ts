import path from "node:path";
import { build } from "esbuild";
import { beforeAll, expect, test } from "vitest";
import { PATIENCE_MS } from "../../../workflows/testing/patience.ts";
import { generateSdk } from "../../publish/sdk.ts";
import { submitPicture } from "./testing/account.ts";
import { inBrowser } from "./testing/in-browser.ts";

const root = path.resolve(import.meta.dirname, "../../..");
/** A page with one component that shows all three hooks, for a job whose id stands in the address. */
const PAGE = `
import { createElement as h, StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { useJob, useJobs, useUpload } from "./index.ts";
import { Darkroom } from "../sdk/package/index.ts";
const [key, id] = location.hash.slice(1).split(",");
const darkroom = new Darkroom({ url: location.origin, key });
const picture = new Blob([Uint8Array.from(atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="), (c) => c.charCodeAt(0))], { type: "image/png" });
function Page() {
	const { status, outputs, job, error } = useJob(darkroom, id, { previews: true });
	const list = useJobs(darkroom, { limit: 1 });
	const { upload, asset, share } = useUpload(darkroom);
	const [given, give] = useState("");
	return h("main", null,
		h("p", { id: "job" }, [status, outputs.length, job?.id, error?.message].join(" ")),
		h("p", { id: "jobs" }, list.jobs.map(({ id }) => id).join(" ")),
		h("button", { id: "more", onClick: list.more, disabled: !list.hasMore }, "more"),
		h("button", { id: "upload", onClick: () => upload(picture, "dot.png").then((made) => give(made?.id ?? "none")) }, "upload"),
		h("p", { id: "asset" }, [given, asset?.filename, share].join(" ")));
}
createRoot(document.body).render(h(StrictMode, null, h(Page)));
`;

inBrowser("the hooks of React in a real browser", (own) => {
	let script: string;
	beforeAll(async () => {
		await generateSdk();
		const { outputFiles } = await build({
			stdin: { contents: PAGE, resolveDir: path.join(root, "client/react"), loader: "js" },
			alias: { "@darkroom/sdk": path.join(root, "client/sdk/package/index.ts") },
			define: { "process.env.NODE_ENV": '"development"' },
			...{ bundle: true, write: false, format: "iife", target: "es2022", logLevel: "warning" },
		});
		script = outputFiles[0]?.text ?? "";
	});
	test("a job is followed to its end, lists are turned, a file is uploaded, in strict mode too", async () => {
		const [first, job] = [await submitPicture(own.account), await submitPicture(own.account)];
		const context = await own.browser.newContext({ bypassCSP: true });
		const page = await context.newPage();
		const broken: string[] = [];
		page.on("pageerror", (error) => broken.push(error.message));
		await page.goto(`${own.account.url}/docs/#${own.account.key},${job.id}`);
		await page.evaluate("document.body.replaceChildren()");
		await page.addScriptTag({ content: script });
		const text = (id: string) => page.locator(`#${id}`).textContent();
		await expect.poll(() => text("job"), { timeout: PATIENCE_MS }).toBe(`succeeded 3 ${job.id} `);
		await expect.poll(() => text("jobs"), { timeout: PATIENCE_MS }).toBe(job.id);
		await page.locator("#more").click();
		await expect.poll(() => text("jobs"), { timeout: PATIENCE_MS }).toBe(`${job.id} ${first.id}`);
		await page.locator("#upload").click();
		await expect.poll(() => text("asset"), { timeout: PATIENCE_MS }).toMatch(/^ast_\w+ dot\.png $/);
		expect(broken).toEqual([]);
		await context.close();
	});
});
