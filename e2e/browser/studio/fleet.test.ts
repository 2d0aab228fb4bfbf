import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { launch } from "../chromium.ts";
import { makeAccount } from "./testing/account.ts";
import { DIRECTIONS, expectRight } from "./testing/checks.ts";
import type { StudioStack } from "./testing/setup.ts";
import { training } from "./testing/trained.ts";
import { signedIn, visit } from "./testing/visit.ts";
import { workersOf } from "./testing/worker.ts";

const stack = inject("studio");
const POOL = "studio-drain";
/** How long a worker may take to be there, in milliseconds. */
const REGISTER_MS = 90_000;

describe.skipIf(stack === null)("line 4, Fleet: the operator's pages", () => {
	const { url, adminKey } = (stack ?? { url: "", adminKey: "" }) as StudioStack;
	let browser: Browser;
	let workers: Awaited<ReturnType<typeof workersOf>>;

	beforeAll(async () => {
		browser = await launch();
		workers = await workersOf(stack as StudioStack, POOL);
	});
	afterAll(async () => {
		await workers?.stop();
		await browser?.close();
	});

	const operator = async (path: string, locale = "en") => {
		const visitor = await visit(browser, url, { locale });
		await visitor.open(path);
		await visitor.page.getByRole("textbox").fill(adminKey);
		await visitor.page.keyboard.press("Enter");
		await visitor.page.getByRole("navigation").filter({ visible: true }).first().waitFor();
		await visitor.open(path);
		return visitor;
	};

	test("a worker is drained after a question; the training that it had goes on with another one, and its page says from where", async () => {
		const worker = workers.start("first");
		const account = await makeAccount(stack as StudioStack);
		const { page, complaints, close } = await operator("/fleet");
		const first = page.locator("[data-worker]").filter({ hasText: POOL }).filter({ hasText: "first" });
		await first.waitFor({ timeout: REGISTER_MS }).catch((error: unknown) => {
			throw new Error(`no worker came; it said:\n${worker.log.slice(-10).join("\n")}`, { cause: error });
		});
		const id = await training(account, 5000, { pool: POOL, save_every: 50 });
		const watcher = await signedIn(browser, account, `/trainings/${id}`);
		await watcher.page.locator("[data-checkpoint='50']").waitFor();
		await first.getByRole("button", { name: "Drain" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Drain" }).click();
		await first.getByRole("button", { name: "Drain" }).waitFor({ state: "detached" });
		workers.start("second");
		const resumed = watcher.page.locator("[data-resumed]");
		await resumed.waitFor({ timeout: REGISTER_MS });
		expect(Number(await resumed.getAttribute("data-resumed"))).toBeGreaterThanOrEqual(50);
		await resumed.getByText("The worker before was asked to stop").waitFor();
		await account.client.cancel(id);
		await watcher.page.locator("main [data-status=canceled]").first().waitFor();
		expect([...complaints, ...watcher.complaints].filter((one) => !/403/.test(one))).toEqual([]);
		await watcher.close();
		await close();
	});

	test.each(DIRECTIONS)(
		"what an account's own graphs may have is said by the operator: %s",
		async (locale) => {
			const { client } = await makeAccount(stack as StudioStack);
			const { id } = await client.account();
			const { page, complaints, close } = await operator(`/node-policies?account=${id}`, locale);
			const form = page.locator(`[data-policy=${id}]`);
			await form.getByRole("textbox").nth(0).fill("SaveImage\nLoad*");
			await form.locator("button[type=submit]").click();
			await page.getByRole("status").locator("p").first().waitFor();
			await page.reload();
			await expect.poll(() => form.getByRole("textbox").nth(0).inputValue()).toBe("SaveImage\nLoad*");
			await expectRight(page);
			expect(complaints.filter((one) => !/403/.test(one))).toEqual([]);
			await close();
		},
	);
});
