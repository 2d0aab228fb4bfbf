import { afterAll, beforeAll, expect, test } from "vitest";
import { makeAccount } from "./testing/account.ts";
import { DIRECTIONS, expectRight } from "./testing/checks.ts";
import { HISTORY_POOL } from "./testing/history.ts";
import { inBrowser } from "./testing/in-browser.ts";
import { training } from "./testing/trained.ts";
import { asOperator, signedIn } from "./testing/visit.ts";
import { workersOf } from "./testing/worker.ts";

const POOL = "studio-drain";
/** How long a worker may take to be there, in milliseconds. */
const REGISTER_MS = 90_000;

inBrowser("line 4, Fleet: the operator's pages", (own) => {
	let workers: Awaited<ReturnType<typeof workersOf>>;

	beforeAll(async () => {
		workers = await workersOf(own.stack, POOL);
	});
	afterAll(async () => {
		await workers?.stop();
	});

	const operator = (path: string, locale = "en") => asOperator(own.browser, own.stack, path, { locale });

	test("a worker is drained after a question; the training that it had goes on with another one, and its page says from where", async () => {
		const worker = workers.start("first");
		const account = await makeAccount(own.stack);
		const { page, complaints, close } = await operator("/fleet");
		const first = page.locator("[data-worker]").filter({ hasText: POOL }).filter({ hasText: "first" });
		await first.waitFor({ timeout: REGISTER_MS }).catch((error: unknown) => {
			throw new Error(`no worker came; it said:\n${worker.log.slice(-10).join("\n")}`, { cause: error });
		});
		const id = await training(account, 5000, { pool: POOL, save_every: 50 });
		const watcher = await signedIn(own.browser, account, `/trainings/${id}`);
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
		"a pool's queue, workers, load, cold starts and spend are drawn over an hour, a day or a month, which the address says: %s",
		async (locale) => {
			const { page, complaints, close } = await operator(`/fleet?pool=${HISTORY_POOL}&span=day`, locale);
			const plots = page.locator(`[data-history=${HISTORY_POOL}] figure canvas`);
			await plots.nth(4).waitFor();
			const spans = page.locator("[data-spans] button");
			expect(await spans.nth(1).getAttribute("aria-pressed")).toBe("true");
			const asked = page.waitForRequest(/\/history\?step=hour/);
			await spans.nth(2).click();
			await asked;
			await page.waitForURL(/span=month/);
			await plots.nth(4).waitFor();
			await expectRight(page);
			expect(complaints.filter((one) => !/403/.test(one))).toEqual([]);
			await close();
		},
	);

	test("of a pool that nobody wrote down yet the history says when to come back", async () => {
		const pool = `studio-new-${Date.now()}`;
		const answer = await fetch(new URL("/v1/worker-tokens", own.stack.url), {
			method: "POST",
			headers: { authorization: `Bearer ${own.stack.adminKey}`, "content-type": "application/json" },
			body: JSON.stringify({ name: pool, pool }),
		});
		expect(answer.status).toBe(201);
		// Asked for a month: no hour of it is over.
		const { page, close } = await operator(`/fleet?pool=${pool}&span=month`);
		await page.getByRole("heading", { name: "Nothing is written down yet" }).waitFor();
		await close();
	});

	test.each(DIRECTIONS)(
		"what an account's own graphs may have is said by the operator: %s",
		async (locale) => {
			const { client } = await makeAccount(own.stack);
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
