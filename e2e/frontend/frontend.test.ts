import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { GRAPH } from "../../edge/testing/harbour.ts";
import { launch } from "../browser/chromium.ts";
import { editorFiles, pythonWithPip } from "../editor/packages.ts";
import { type Stack, startStack } from "../stack/stack.ts";
import { assertInvariants } from "../testing/invariants.ts";
import { type Front, serveFront } from "./front.ts";
import { missingForFrontend } from "./needs.ts";

const VERSION = "1.49.6";
const FILE = JSON.stringify({
	...GRAPH,
	"5": { ...GRAPH["5"], inputs: { ...GRAPH["5"].inputs, steps: 200 } },
});
const SAVES = "7";
/** What its socket is to say. */
const HEARD = [
	"execution_start",
	"progress",
	"b_preview_with_metadata",
	"executed",
	"execution_success",
	"execution_interrupted",
];
/** ComfyUI answers so as well: what a package or a person may put there is not there. */
const ABSENT = [/\/user\.css 404$/, /\/comfy\.templates\.json 404$/, /^GET \/templates\/\S+ 404$/];

/** What is used of the page. */
interface FrontendPage {
	app: {
		handleFile(file: File): Promise<void>;
		api: EventTarget & {
			storeUserData(name: string, data: string, options: { throwOnError: boolean }): Promise<Response>;
			getUserData(name: string): Promise<Response>;
			storeSetting(name: string, value: unknown): Promise<Response>;
			getSettings(): Promise<Record<string, unknown>>;
		};
		graph: { getNodeById(id: string): { imgs?: { naturalWidth: number }[] } | null };
	};
	heard: string[];
}

describe.skipIf(missingForFrontend().length > 0)(`ComfyUI's own frontend ${VERSION}`, () => {
	let stack: Stack;
	let front: Front;
	let browser: Browser;
	let page: Page;
	const failures: string[] = [];
	beforeAll(async () => {
		const files = editorFiles(pythonWithPip() ?? "", VERSION);
		stack = await startStack({ emulator: ["--previews", "--step-ms", "20"] });
		front = await serveFront(files, stack.edge.url, stack.client.key);
		browser = await launch();
		page = await browser.newPage({ viewport: { width: 2600, height: 800 } });
		page.setDefaultTimeout(240_000);
		page.on("pageerror", (error) => failures.push(error.message));
		// It looks for news and fonts elsewhere.
		await page.route(
			(url) => url.origin !== front.url,
			(route) => route.abort(),
		);
		await page.goto(front.url);
		await page.waitForFunction("window.app?.vueAppReady === true && window.app.graph != null");
	});
	afterAll(async () => {
		await browser?.close();
		await front?.close();
		await stack?.stop();
	});

	test("opens a graph, queues it, shows its progress and its picture, and stops another", async () => {
		// A new user is shown templates first.
		await page.getByRole("dialog").waitFor();
		await page.keyboard.press("Escape");
		await page.getByRole("dialog").waitFor({ state: "hidden" });
		await page.evaluate(openFile, [FILE, HEARD] as const);
		const heard = () => page.evaluate(() => (globalThis as unknown as FrontendPage).heard);
		const run = page.getByTestId("queue-button");
		await run.click();
		await expect.poll(heard).toContain("execution_success");
		expect([...new Set(await heard())].sort()).toEqual(
			HEARD.filter((type) => type !== "execution_interrupted").sort(),
		);
		await expect.poll(() => page.evaluate(widthOfPicture, SAVES)).toBeGreaterThan(0);

		await run.click();
		await expect
			.poll(async () => (await heard()).filter((type) => type === "execution_start"))
			.toHaveLength(2);
		await page.getByRole("button", { name: "Cancel current run" }).click();
		await expect.poll(heard).toContain("execution_interrupted");

		const { data } = await stack.client.jobs();
		expect(data.map(({ status }) => status)).toEqual(["canceled", "succeeded"]);
		await assertInvariants(
			stack,
			data.map(({ id }) => id),
		);
		expect(failures).toEqual([]);
		const refused = front.asked.filter((line) => !/ (200|101)$/.test(line));
		expect(refused.filter((line) => !ABSENT.some((absent) => absent.test(line)))).toEqual([]);
		expect(front.asked.some((line) => /^GET \/api\/jobs\?status=completed\S* 200$/.test(line))).toBe(true);
	});

	test("a workflow that is saved, and a setting, are there again after the page was loaded anew", async () => {
		const kept = await page.evaluate(async (text) => {
			const { api } = (globalThis as unknown as FrontendPage).app;
			const file = await api.storeUserData("workflows/a.json", text, { throwOnError: false });
			const setting = await api.storeSetting("Comfy.Locale", "fr");
			return [file.status, setting.status];
		}, FILE);
		expect(kept).toEqual([200, 200]);
		await page.reload();
		await page.waitForFunction("window.app?.vueAppReady === true && window.app.graph != null");
		const found = await page.evaluate(async () => {
			const { api } = (globalThis as unknown as FrontendPage).app;
			return [
				await (await api.getUserData("workflows/a.json")).text(),
				(await api.getSettings())["Comfy.Locale"],
			];
		});
		expect(found).toEqual([FILE, "fr"]);
	});
});

/** Runs in the page: opens the file as if it had been dropped there, and notes what the socket says. */
async function openFile([text, types]: readonly [string, readonly string[]]): Promise<void> {
	const page = globalThis as unknown as FrontendPage;
	page.heard = [];
	for (const type of types) page.app.api.addEventListener(type, () => page.heard.push(type));
	await page.app.handleFile(new File([text], "graph.json", { type: "application/json" }));
}

/** Runs in the page: how wide the picture is that a node shows, in pixels; 0: it shows none. */
function widthOfPicture(node: string): number {
	const page = globalThis as unknown as FrontendPage;
	return page.app.graph.getNodeById(node)?.imgs?.[0]?.naturalWidth ?? 0;
}
