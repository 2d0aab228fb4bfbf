import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { watch } from "../../../client/watch.ts";
import { makeAccount, submitPicture } from "./testing/account.ts";
import { DIRECTIONS, expectRight } from "./testing/checks.ts";
import { inBrowser } from "./testing/in-browser.ts";
import { signedIn } from "./testing/visit.ts";

inBrowser("line 4, Usage, Webhooks, Keys and node policy", (own) => {
	test("usage says what to do first, then adds up by day and workflow, draws it, and gives it as CSV", async () => {
		const { page, open, complaints, close } = await signedIn(own.browser, own.account, "/usage");
		await page.getByRole("heading", { name: "Nothing was used yet" }).waitFor();
		const { id } = await submitPicture(own.account);
		for await (const _ of watch(own.account.client, id));
		await open("/usage");
		await page.locator("figure canvas").nth(1).waitFor();
		await page.getByText("Jobs by day: 1 in all").waitFor();
		await page.getByRole("button", { name: "Workflow", exact: true }).click();
		await page.getByRole("cell", { name: "z-image-turbo-base-image" }).waitFor();
		const [file] = await Promise.all([
			page.waitForEvent("download"),
			page.getByRole("button", { name: "Download CSV" }).click(),
		]);
		expect(file.suggestedFilename()).toMatch(/^usage-by-workflow-.*\.csv$/);
		expect(await readFile(await file.path(), "utf8")).toMatch(
			/^workflow,jobs,[\s\S]*\r\nz-image-turbo-base-image,1,1,0,0,/,
		);
		expect(complaints).toEqual([]);
		await close();
	});

	test("a plot that cannot be loaded says so in its own place, the page around it stays, and one word brings all of them", async () => {
		const { page, open, close } = await signedIn(own.browser, own.account, "/jobs");
		const { id } = await submitPicture(own.account);
		for await (const _ of watch(own.account.client, id));
		const drawn = /\/assets\/drawn-plot-[\w-]+\.js/;
		await page.route(drawn, (route) => route.fulfill({ status: 404 }));
		await open("/usage");
		const lost = page.locator("figure", { hasText: "This could not be loaded" });
		await lost.nth(1).waitFor();
		await page.getByRole("button", { name: "Download CSV" }).waitFor();
		await expectRight(page);
		await page.unroute(drawn);
		await lost.first().getByRole("button", { name: "Try again" }).click();
		await page.locator("figure canvas").nth(1).waitFor();
		expect(await lost.count()).toBe(0);
		await close();
	});

	test("a key is made with some scopes, shown once, and good until it is revoked; the request for a short-lived token is written out", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account, "/keys");
		await page.getByRole("button", { name: "Make a key" }).click();
		await page.getByLabel("Name").fill("web server");
		await page.getByLabel("keys:write").uncheck();
		await page.getByRole("dialog").getByRole("button", { name: "Make a key" }).click();
		const secret = ((await page.locator("[data-secret]").textContent()) ?? "").trim();
		await page.getByRole("button", { name: "I have it" }).click();
		await page.locator("[data-secret]").waitFor({ state: "detached" });
		const asKey = (path: string) =>
			fetch(new URL(path, own.account.url), { headers: { authorization: `Bearer ${secret}` } });
		expect((await asKey("/v1/jobs")).status).toBe(200);
		expect((await asKey("/v1/api-keys")).status).toBe(403);
		const row = page.locator("[data-key]", { hasText: "web server" });
		await row.getByRole("button", { name: "Revoke" }).click();
		await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
		await row.waitFor({ state: "detached" });
		expect((await asKey("/v1/jobs")).status).toBe(401);
		await page.getByRole("tab", { name: "Short-lived tokens" }).click();
		await page.getByLabel("assets:read").check();
		await page.locator("[data-request]", { hasText: '"scopes":["jobs:read","assets:read"]' }).waitFor();
		await page.getByRole("tab", { name: "Node policy" }).click();
		await page.getByText("The usual policy applies").waitFor();
		await page.getByRole("tab", { name: "Changes" }).click();
		await page.locator("[data-audit='api_key.revoke']", { hasText: "web server" }).waitFor();
		await page.locator("[data-audit='api_key.create']", { hasText: "web server" }).waitFor();
		await expectRight(page);
		expect(complaints).toEqual([]);
		await close();
	});

	test("a webhook's address that cannot be posted to is refused at its field; webhooks say what to do first", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account, "/webhooks");
		await page.getByRole("heading", { name: "Nobody is told yet" }).waitFor();
		await page.getByRole("button", { name: "Add a webhook" }).click();
		await page.getByLabel("Address it is posted to").fill("http://169.254.169.254/latest");
		await page.getByRole("dialog").getByRole("button", { name: "Add a webhook" }).click();
		await page.getByRole("dialog").locator("[role=alert]:not(:empty)").first().waitFor();
		expect(complaints.filter((one) => !/422|400/.test(one))).toEqual([]);
		await close();
	});

	test("what a webhook was sent is sent again on request, as the same delivery", async () => {
		const ids: string[] = [];
		const server = createServer((request, response) => {
			ids.push(String(request.headers["webhook-id"]));
			response.writeHead(204).end();
		}).listen(0, "127.0.0.1");
		await once(server, "listening");
		const { port } = server.address() as AddressInfo;
		const another = await makeAccount(own.stack);
		const { id } = await another.client.webhooks.create({ url: `http://127.0.0.1:${port}/hook` });
		const { page, complaints, close } = await signedIn(own.browser, another, `/webhooks/${id}`);
		await page.getByRole("button", { name: "Send a test" }).click();
		await page.locator("[data-delivery=delivered]").waitFor();
		await page.getByRole("button", { name: "Send again" }).click();
		await expect.poll(() => ids.length).toBe(2);
		await page.locator("[data-delivery=delivered]").waitFor();
		await expectRight(page);
		expect(new Set(ids).size).toBe(1);
		expect(complaints).toEqual([]);
		await close();
		server.close();
	});

	test("a sign-in provider that is none is refused at its field", async () => {
		const { page, complaints, close } = await signedIn(own.browser, own.account, "/keys");
		await page.getByRole("tab", { name: "Sign-in providers" }).click();
		await page.getByRole("button", { name: "Add a provider" }).click();
		const dialog = page.getByRole("dialog");
		await dialog.getByLabel("Issuer").fill("http://127.0.0.1/");
		await dialog.getByLabel("Audience").fill("darkroom");
		await dialog.getByRole("button", { name: "Add a provider" }).click();
		await dialog.locator("[role=alert]:not(:empty)").first().waitFor();
		expect(complaints.filter((one) => !/422|400/.test(one))).toEqual([]);
		await close();
	});

	test.each(DIRECTIONS)("nothing is wrong with it for axe, and nothing too wide: %s", async (locale) => {
		const { page, open, complaints, close } = await signedIn(own.browser, own.account, "/usage", { locale });
		await page.locator("figure canvas").nth(1).waitFor();
		await expectRight(page);
		await open("/keys");
		await page.locator("[data-key]").first().waitFor();
		await expectRight(page);
		await open("/webhooks");
		await page.locator("main h2").waitFor();
		await expectRight(page);
		expect(complaints).toEqual([]);
		await close();
	});
});
