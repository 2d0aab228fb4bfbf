import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Stack, startStack } from "../stack/stack.ts";
import { chromiumPath, launch } from "./chromium.ts";

interface Seen {
	types: string[];
	numbers: number[];
	protocol: string;
	code: number;
}

/** Runs in the page: opens a socket as a web app would, and reports what it saw until it closed. */
function watchInPage({ url, protocols }: { url: string; protocols: string[] }): Promise<Seen> {
	return new Promise((resolve) => {
		const seen: Seen = { types: [], numbers: [], protocol: "", code: 0 };
		const socket = new WebSocket(url, protocols);
		socket.onopen = () => {
			seen.protocol = socket.protocol;
		};
		socket.onmessage = (event) => {
			const frame = JSON.parse(String(event.data));
			seen.types.push(frame.type);
			if (frame.seq) seen.numbers.push(frame.seq);
		};
		socket.onclose = (event) => resolve({ ...seen, code: event.code });
	});
}

describe.skipIf(chromiumPath === undefined)("in a real browser", () => {
	let stack: Stack;
	let browser: Browser;
	let page: Page;

	beforeAll(async () => {
		// Slow enough for a page that is still busy with itself to see a run go on.
		stack = await startStack({ emulator: ["--step-ms", "200"] });
		browser = await launch();
		page = await browser.newPage();
	});
	afterAll(async () => {
		await browser?.close();
		await stack?.stop();
	});

	const socketOf = (job: string) =>
		`${stack.edge.url.replace("http", "ws")}/v1/jobs/${job}/socket?previews=1`;
	const submit = () =>
		stack.client.submit({
			workflow: "z-image-turbo-base-image",
			parameters: { prompt: "seen in a browser", seed: 5 },
		});

	test("a web page watches a job with a ticket, from the first event to the close that says it is over", async () => {
		await page.goto(`${stack.edge.url}/reference`);
		const job = await submit();
		const { ticket, protocol } = await stack.client.ticket(job.id);
		const seen = await page.evaluate(watchInPage, {
			url: socketOf(job.id),
			protocols: [protocol, `ticket.${ticket}`],
		});
		expect(seen.protocol).toBe(protocol);
		expect(seen.code).toBe(1000);
		expect(seen.types[0]).toBe("hello");
		expect(new Set(seen.types)).toContain("progress");
		expect(seen.types.filter((type) => type === "output")).toHaveLength(3);
		expect(seen.numbers).toEqual(seen.numbers.map((_, i) => i + 1));
	});

	test("a refused socket tells the page why: 4401 for a bad or used ticket, 4404 for a job that is not there", async () => {
		await page.goto(`${stack.edge.url}/reference`);
		const job = await submit();
		const { ticket, protocol } = await stack.client.ticket(job.id);
		const open = (id: string, offered: string) =>
			page.evaluate(watchInPage, { url: socketOf(id), protocols: [protocol, `ticket.${offered}`] });
		expect((await open(job.id, "no.such.ticket")).code).toBe(4401);
		expect((await open(job.id, ticket)).code).toBe(1000);
		expect((await open(job.id, ticket)).code).toBe(4401);
	});

	test("a page of another origin may not open a socket", async () => {
		const job = await submit();
		const { ticket, protocol } = await stack.client.ticket(job.id);
		await page.goto(stack.comfyui.url);
		const seen = await page.evaluate(watchInPage, {
			url: socketOf(job.id),
			protocols: [protocol, `ticket.${ticket}`],
		});
		expect(seen.code).toBe(4403);
	});

	test("the reference page shows the document, asks no other host and breaks no rule of its content policy", async () => {
		const complaints: string[] = [];
		const asked = new Set<string>();
		page.on("console", (message) => {
			if (message.type() === "error") complaints.push(message.text());
		});
		page.on("pageerror", (error) => complaints.push(error.message));
		page.on("request", (request) => asked.add(request.url()));
		await page.goto(`${stack.edge.url}/reference`);
		await page.getByText("First call").first().waitFor();
		const document = (await (await fetch(`${stack.edge.url}/openapi.json`)).json()) as {
			paths: Record<string, Record<string, { operationId: string; summary: string }>>;
		};
		const script = await fetch(`${stack.edge.url}/reference/scalar.js`);
		expect(script.headers.get("content-type")).toContain("javascript");
		// In the list of operations, and once it is chosen there, in the page.
		const summary = document.paths["/v1/jobs"]?.post?.summary ?? "";
		await page.getByRole("link", { name: summary }).first().click();
		await page.waitForURL(/#tag\/jobs\/POST\/v1\/jobs$/);
		await page.getByText(summary).nth(1).waitFor({ state: "attached" });
		expect([...asked].filter((url) => !/^(data|blob):/.test(url) && !url.startsWith(stack.edge.url))).toEqual(
			[],
		);
		expect(complaints).toEqual([]);
	});
});
