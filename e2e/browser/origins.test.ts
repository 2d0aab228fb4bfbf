import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { watch } from "../../client/watch.ts";
import { type Stack, startStack } from "../stack/stack.ts";
import { chromiumPath, launch } from "./chromium.ts";
import { type PageServer, servePage } from "./pages.ts";

const answerSchema = z.object({
	status: z.number(),
	headers: z.record(z.string(), z.string()).default({}),
	body: z.looseObject({ id: z.string().optional(), code: z.string().optional() }),
});

describe.skipIf(chromiumPath === undefined)("a web app of another origin, in a real browser", () => {
	let stack: Stack;
	let browser: Browser;
	let app: PageServer;
	let stranger: PageServer;
	let page: Page;

	beforeAll(async () => {
		[app, stranger] = await Promise.all([servePage(), servePage()]);
		stack = await startStack({ emulator: ["--step-ms", "30"], allowedOrigins: app.origin });
		browser = await launch();
		page = await browser.newPage();
	});
	afterAll(async () => {
		await browser?.close();
		await stack?.stop();
		await app?.stop();
		await stranger?.stop();
	});

	const request = {
		workflow: "z-image-turbo-base-image",
		parameters: { prompt: "seen from elsewhere", seed: 5 },
	};
	const inPage = (name: string, argument: object): Promise<unknown> =>
		page.evaluate(`app.${name}(${JSON.stringify(argument)})`);
	const askFor = (path: string, json?: object) =>
		inPage("ask", { url: stack.edge.url + path, key: stack.client.key, json });

	test("submits by fetch, reads the headers it needs, watches by EventSource and shows the pictures in <img>", async () => {
		await page.goto(app.origin);
		const made = answerSchema.parse(await askFor("/v1/jobs", request));
		expect(made.status).toBe(201);
		for (const name of ["x-request-id", "ratelimit", "ratelimit-policy", "location"])
			expect(Object.keys(made.headers)).toContain(name);
		const { url } = await stack.client.eventsUrl(made.body.id ?? "");
		const seen = z.array(z.string()).parse(await inPage("listen", { url }));
		expect(seen.slice(0, 2)).toEqual(["open", "hello"]);
		expect(seen.filter((type) => type === "output")).toHaveLength(3);
		expect(seen.at(-1)).toBe("succeeded");
		const { outputs } = await stack.client.job(made.body.id ?? "");
		expect(outputs).toHaveLength(3);
		for (const { id, width } of outputs) {
			const signed = await stack.client.assetUrl(id);
			for (const readable of [false, true])
				expect(await inPage("showImage", { url: signed.url, readable })).toBe(width);
		}
		// Without its ticket the same address shows nothing.
		const bare = { url: `${stack.edge.url}${outputs[0]?.url}`, readable: false };
		expect(await inPage("showImage", bare)).toBe(0);
	});

	test("uploads a film as a form, and plays it in <video>", async () => {
		await page.goto(app.origin);
		const url = `${stack.edge.url}/v1/assets`;
		const film = answerSchema.parse(await inPage("uploadFilm", { url, key: stack.client.key }));
		expect(film.status).toBe(201);
		const signed = await stack.client.assetUrl(film.body.id ?? "");
		expect(await inPage("showFilm", { url: signed.url })).toBe(64);
	});

	test("reads why it was refused", async () => {
		await page.goto(app.origin);
		const answer = await askFor("/v1/jobs", { ...request, workflow: "no-such-workflow" });
		expect(answer).toMatchObject({ status: 422, body: { code: "unknown_workflow" } });
	});

	test("where it is not allowed, neither fetch nor EventSource nor a readable <img> gives it anything", async () => {
		const job = await stack.client.submit(request);
		await page.goto(stranger.origin);
		expect(await askFor("/v1/jobs")).toEqual({ failed: "TypeError" });
		expect(await askFor("/v1/jobs", request)).toEqual({ failed: "TypeError" });
		const { url } = await stack.client.eventsUrl(job.id);
		expect(await inPage("listen", { url })).toEqual(["refused"]);
		for await (const frame of watch(stack.client, job.id)) if (frame.type === "output") break;
		const [output] = (await stack.client.job(job.id)).outputs;
		const signed = await stack.client.assetUrl(output?.id ?? "");
		expect(await inPage("showImage", { url: signed.url, readable: true })).toBe(0);
	});
});
